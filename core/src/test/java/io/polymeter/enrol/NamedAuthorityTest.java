package io.polymeter.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.trust.Forge;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/// Only the authority that a code names is believed, and a [SigningRequest] is signed by the key it is for.
class NamedAuthorityTest {

    private static final X509Certificate ROOT = Forge.of("root").make();
    private static final EnrolmentCode CODE = EnrolmentCode.create(ROOT);

    @Test
    void anotherAuthorityIsRefusedWhateverItCallsItself() {
        NamedAuthority authority = new NamedAuthority(CODE);
        X509Certificate other = Forge.of("root").make();
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> authority.checkServerTrusted(new X509Certificate[] {other}, "EC"))
                .withMessage("the server's authority is not the one of the code");
    }

    @Test
    void aCertificateThatIsNotForServersIsRefused() {
        NamedAuthority authority = new NamedAuthority(CODE);
        assertThatExceptionOfType(CertificateException.class)
                .isThrownBy(() -> authority.checkServerTrusted(new X509Certificate[] {ROOT}, "EC"))
                .withMessage("the server's certificate is not one of its authority's for servers");
    }

    @Test
    void aRequestProvesThatItsKeyIsThere() throws Exception {
        KeyPair pair = SigningRequest.key();
        String pem = SigningRequest.of(pair);
        assertThat(pem)
                .startsWith("-----BEGIN CERTIFICATE REQUEST-----\n")
                .endsWith("-----END CERTIFICATE REQUEST-----\n");
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        // SEQUENCE { info, algorithm of 12 bytes, BIT STRING }
        int start = der[1] == (byte) 0x81 ? 3 : der[1] == (byte) 0x82 ? 4 : 2;
        int infoLength = der[start + 1] > 0 ? 2 + der[start + 1] : 3 + (der[start + 2] & 0xff);
        byte[] info = Arrays.copyOfRange(der, start, start + infoLength);
        byte[] signed = Arrays.copyOfRange(der, start + infoLength + 12 + 3, der.length);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initVerify(pair.getPublic());
        signature.update(info);
        assertThat(signature.verify(signed)).isTrue();
        assertThat(SigningRequest.key().getPublic()).isNotEqualTo(pair.getPublic());
    }
}
