package io.polymeter.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The certificates of the setting `trust`: what they are, or have signed, is trusted without a person's
/// decision.
public final class TrustAnchors {

    /// Nobody.
    public static final TrustAnchors NONE = new TrustAnchors(List.of());

    /// What is remembered of chains that were shown; a resumed connection shows its leaf alone.
    private static final int REMEMBERED = 1000;

    private final List<X509Certificate> trusted;
    private final Set<TrustAnchor> anchors;
    private final Set<String> vouched = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    }));

    private TrustAnchors(List<X509Certificate> trusted) {
        this.trusted = List.copyOf(trusted);
        this.anchors = trusted.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Reads them.
    ///
    /// @param path a PEM file or a directory of such, null for nobody
    /// @throws IOException in words
    public static TrustAnchors of(@Nullable Path path) throws IOException {
        return path == null ? NONE : new TrustAnchors(Pem.certificates(path));
    }

    /// One alone.
    public static TrustAnchors of(X509Certificate one) {
        return new TrustAnchors(List.of(one));
    }

    /// True if the first certificate of a chain is one of these, or was signed by one, directly or through the
    /// others.
    public boolean vouchFor(X509Certificate... chain) {
        if (trusted.isEmpty()) {
            return false;
        }
        if (trusted.contains(chain[0])) {
            return true;
        }
        String fingerprint = PresentedCertificate.of(chain[0]).fingerprint();
        if (vouched.contains(fingerprint)) {
            return true;
        }
        if (!builds(chain)) {
            return false;
        }
        vouched.add(fingerprint);
        return true;
    }

    private boolean builds(X509Certificate[] chain) {
        try {
            X509CertSelector leaf = new X509CertSelector();
            leaf.setCertificate(chain[0]);
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, leaf);
            // A site without internet cannot ask for revocations; to revoke is to delete the certificate or its CA.
            parameters.setRevocationEnabled(false);
            parameters.addCertStore(
                    CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(chain))));
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
