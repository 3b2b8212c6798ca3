package io.polymeter.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// A certificate we show, and its key: the installation's own, or one from files.
public final class Credentials {

    private final X509ExtendedKeyManager keys;
    private final X509Certificate certificate;

    private Credentials(KeyStore store, char[] password, X509Certificate certificate)
            throws GeneralSecurityException, IOException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        this.keys = first(factory.getKeyManagers());
        this.certificate = certificate;
    }

    private static X509ExtendedKeyManager first(KeyManager[] managers) throws IOException {
        for (KeyManager manager : managers) {
            if (manager instanceof X509ExtendedKeyManager usable) {
                return usable;
            }
        }
        throw new IOException("this Java runtime has no usable key manager");
    }

    /// The installation's own, made where there is none yet or where it ends soon.
    ///
    /// @param state the state directory
    /// @throws IOException in words
    public static Credentials own(Path state, Instant now) throws IOException {
        try {
            KeyStore store = OwnKey.open(state, now);
            return new Credentials(store, OwnKey.PASSWORD, OwnKey.certificate(store));
        } catch (GeneralSecurityException e) {
            throw new IOException("the generated key cannot be used: " + e.getMessage(), e);
        }
    }

    /// The installation's own certificate; empty where there is none yet, or where this user may not read it.
    public static Optional<PresentedCertificate> ownShown(Path state) {
        return OwnKey.shown(state);
    }

    /// From PEM files.
    ///
    /// @param certificate the certificate, first, and those between it and its CA
    /// @param key its private key
    /// @throws IOException in words
    public static Credentials of(Path certificate, Path key) throws IOException {
        List<X509Certificate> chain = Pem.certificates(certificate);
        PrivateKey secret = Pem.key(key);
        if (!secret.getAlgorithm().equals(chain.getFirst().getPublicKey().getAlgorithm())) {
            throw new IOException(key + " is a " + secret.getAlgorithm() + " key, and " + certificate + " is for a "
                    + chain.getFirst().getPublicKey().getAlgorithm() + " key");
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] password = {'x'};
            store.setKeyEntry("configured", secret, password, chain.toArray(X509Certificate[]::new));
            return new Credentials(store, password, chain.getFirst());
        } catch (GeneralSecurityException e) {
            throw new IOException(certificate + " and " + key + " cannot be used: " + e.getMessage(), e);
        }
    }

    /// The certificate.
    public PresentedCertificate shown() {
        return PresentedCertificate.of(certificate);
    }

    /// When it ends, if that is soon or past.
    public Optional<Instant> endsSoon(Instant now) {
        return OwnKey.due(certificate, now)
                ? Optional.of(certificate.getNotAfter().toInstant())
                : Optional.empty();
    }

    /// For a TLS context.
    ///
    /// @param renew gives later credentials in place of these, at each handshake; null for always these
    public List<KeyManager> managers(java.util.function.@Nullable Supplier<Credentials> renew) {
        return List.of(new RenewableKeys(renew == null ? () -> keys : () -> renew.get().keys));
    }
}
