package io.polymeter.trust;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/// A certificate that somebody showed. Two are equal if their fingerprints are.
///
/// @param fingerprint SHA-256 of the encoded certificate, 64 lower-case hexadecimal digits
public record PresentedCertificate(X509Certificate certificate, String fingerprint) {

    /// With the fingerprint computed.
    public static PresentedCertificate of(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new PresentedCertificate(certificate, HexFormat.of().formatHex(digest));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded", e);
        }
    }

    /// The beginning of a fingerprint as people type it: upper case, colons and blanks do not matter.
    static String prefix(String typed) {
        return typed.replaceAll("[:\\s]", "").toLowerCase(Locale.ROOT);
    }

    /// The name in it, e.g. `CN=wallbox,O=Example`, without characters that could disturb a terminal or a log.
    public String subject() {
        return printable(certificate.getSubjectX500Principal().getName());
    }

    /// Who signed it.
    public String issuer() {
        return printable(certificate.getIssuerX500Principal().getName());
    }

    private static String printable(String name) {
        String clean = name.replaceAll("[^\\P{C}]", "?");
        return clean.length() <= 200 ? clean : clean.substring(0, 199) + "…";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PresentedCertificate shown && shown.fingerprint.equals(fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }
}
