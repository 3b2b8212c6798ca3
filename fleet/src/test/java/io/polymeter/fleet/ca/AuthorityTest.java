package io.polymeter.fleet.ca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fleet's authority.
class AuthorityTest {

    private static final char[] PASSWORD = "secret".toCharArray();

    @TempDir
    private Path directory;

    private static byte[] request(String name, KeyPair pair, KeyPair signer) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(new X500Principal(name), pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()))
                .getEncoded();
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    @Test
    void aCertificateSaysTheSiteItIsForWhateverTheRequestSays() throws Exception {
        Authority authority = Authority.init(directory, PASSWORD);
        KeyPair pair = pair();

        X509Certificate issued = authority.issue("north/0815", request("CN=south/4711", pair, pair));

        issued.verify(authority.certificate().getPublicKey());
        assertThat(issued.getSubjectX500Principal()).isEqualTo(new X500Principal("CN=north/0815"));
        assertThat(issued.getPublicKey()).isEqualTo(pair.getPublic());
        assertThat(issued.getBasicConstraints()).isEqualTo(-1);
        assertThat(issued.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void aRequestThatItsKeyHasNotSignedIsRefused() throws Exception {
        Authority authority = Authority.init(directory, PASSWORD);

        assertThatThrownBy(() -> authority.issue("g/n", request("CN=x", pair(), pair())))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> authority.issue("g/n", new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
    }

    @Test
    void anAuthorityIsMadeOnceAndReadableByItsOwnerAlone() throws Exception {
        Authority made = Authority.init(directory, PASSWORD);

        assertThat(Authority.open(directory, PASSWORD).fingerprint()).isEqualTo(made.fingerprint());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("authority.p12"))))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> Authority.init(directory, PASSWORD)).hasMessageContaining("already");
        assertThatThrownBy(() -> Authority.open(directory, "wrong".toCharArray()))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Authority.open(directory.resolve("none"), PASSWORD))
                .hasMessageContaining("ca init");
    }

    @Test
    void aServerIsCalledByAllOfItsNames() throws Exception {
        Authority authority = Authority.init(directory, PASSWORD);

        X509Certificate certificate = authority
                .server(List.of("fleet.example.org", "192.0.2.7"))
                .chain()
                .getFirst();

        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(List.of(2, "fleet.example.org"), List.of(7, "192.0.2.7"));
    }
}
