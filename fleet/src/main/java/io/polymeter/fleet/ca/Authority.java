package io.polymeter.fleet.ca;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/// An authority of EC P-256 keys, kept in one PKCS #12 file that nobody else can read.
public final class Authority {

    /// How long a gateway's certificate holds; it is renewed when two thirds are over.
    public static final Duration GATEWAY = Duration.ofDays(90);

    private static final Duration AUTHORITY = Duration.ofDays(20 * 365);
    private static final Duration SERVER = Duration.ofDays(825);
    private static final String FILE = "authority.p12";
    private static final String ALIAS = "authority";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final PrivateKey key;
    private final X509Certificate certificate;

    /// A key with the certificates that lead to the authority.
    public record Identity(PrivateKey key, List<X509Certificate> chain) {}

    private Authority(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    /// Makes one.
    ///
    /// @throws IOException where there is one already, or the directory cannot be written
    public static Authority init(Path directory, char[] password) throws IOException {
        Path file = directory.resolve(FILE);
        if (Files.exists(file)) {
            throw new IOException("there is an authority in " + directory + " already");
        }
        Files.createDirectories(directory);
        KeyPair pair = pair();
        X500Name name = new X500Name("CN=Polymeter fleet");
        X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), AUTHORITY);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        Authority made = new Authority(pair.getPrivate(), signed(builder, pair.getPrivate()));
        save(file, password, made.key, made.certificate);
        return made;
    }

    /// Opens the one there is.
    ///
    /// @throws IOException where there is none, or the password is wrong
    public static Authority open(Path directory, char[] password) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            throw new IOException("there is no authority in " + directory + "; `polymeter fleet ca init` makes one");
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            Key key = store.getKey(ALIAS, password);
            if (key instanceof PrivateKey own && store.getCertificate(ALIAS) instanceof X509Certificate shown) {
                return new Authority(own, shown);
            }
            throw new IOException(file + " has no authority in it");
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /// Its certificate, which everybody may have.
    public X509Certificate certificate() {
        return certificate;
    }

    /// The beginning of the SHA-256 of its certificate, by which a gateway knows it: 20 hexadecimal digits.
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest).substring(0, 20);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// `GROUP/NODE` that a gateway's certificate says; empty where it says none.
    public static String node(X509Certificate certificate) {
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                String name = String.valueOf(part.getValue());
                if (part.getType().equalsIgnoreCase("CN") && name.matches("[^/+#]+/[^/+#]+")) {
                    return name;
                }
            }
        } catch (InvalidNameException _) {
            return "";
        }
        return "";
    }

    /// The number of a certificate, hexadecimal.
    public static String serial(X509Certificate certificate) {
        return certificate.getSerialNumber().toString(16);
    }

    /// Signs a gateway's request.
    ///
    /// @param node `GROUP/NODE`, which the certificate says whatever the request says
    /// @param request PKCS #10, DER
    /// @throws IOException where the request is none, or is not signed by its own key
    public X509Certificate issue(String node, byte[] request) throws IOException {
        try {
            JcaPKCS10CertificationRequest csr = new JcaPKCS10CertificationRequest(request);
            ContentVerifierProvider own = new JcaContentVerifierProviderBuilder().build(csr.getPublicKey());
            if (!csr.isSignatureValid(own)) {
                throw new IOException("the request is not signed by its own key");
            }
            return issue(node, csr.getPublicKey());
        } catch (GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw new IOException("this is no request for a certificate", e);
        }
    }

    /// A certificate for a key.
    public X509Certificate issue(String node, PublicKey shown) {
        return issue(node, shown, GATEWAY);
    }

    private X509Certificate issue(String node, PublicKey shown, Duration validity) {
        X500Name name =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, node).build();
        X509v3CertificateBuilder builder = builder(issuer(), name, shown, validity);
        extend(builder, KeyPurposeId.id_kp_clientAuth);
        return signed(builder, key);
    }

    /// A key and certificate for a server of the fleet.
    ///
    /// @param hosts its names and addresses
    public Identity server(List<String> hosts) {
        KeyPair pair = pair();
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, hosts.getFirst())
                .build();
        X509v3CertificateBuilder builder = builder(issuer(), name, pair.getPublic(), SERVER);
        extend(builder, KeyPurposeId.id_kp_serverAuth);
        GeneralName[] names = hosts.stream()
                .map(host -> new GeneralName(
                        host.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
        return new Identity(pair.getPrivate(), List.of(signed(builder, key), certificate));
    }

    /// A new key with a gateway's certificate, for gateways that are simulated here.
    public Identity gateway(String node) {
        return gateway(node, GATEWAY);
    }

    /// The same with another validity, e.g. of one that has expired.
    ///
    /// @param validity from now on; down to an hour before that
    public Identity gateway(String node, Duration validity) {
        KeyPair pair = pair();
        X509Certificate shown = issue(node, pair.getPublic(), validity);
        return new Identity(pair.getPrivate(), List.of(shown, certificate));
    }

    /// Writes an identity where a server reads it.
    public static void save(Path file, char[] password, Identity identity) throws IOException {
        save(file, password, identity.key(), identity.chain().toArray(X509Certificate[]::new));
    }

    /// Writes the authority's certificate where a server reads whom it trusts.
    public void trust(Path file, char[] password) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setCertificateEntry(ALIAS, certificate);
            write(file, password, store);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void save(Path file, char[] password, PrivateKey key, X509Certificate... chain) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry(ALIAS, key, password, (Certificate[]) chain);
            write(file, password, store);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, char[] password, KeyStore store) throws IOException, GeneralSecurityException {
        Path whole = file.toAbsolutePath();
        Path draft = Files.createTempFile(
                whole.getParent(),
                "keys",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (OutputStream out = Files.newOutputStream(draft)) {
            store.store(out, password);
        }
        Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private X500Name issuer() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Duration validity) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM).setBit(126),
                // Clocks of gateways are not quite right.
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(validity)),
                subject,
                key);
    }

    private static void extend(X509v3CertificateBuilder builder, KeyPurposeId purpose) {
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
