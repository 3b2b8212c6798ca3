package io.polymeter.trust;

import io.polymeter.message.Message;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is wrong with a certificate, whoever accepted it (RFC 5280, sections 4.1.2.5, 4.2.1.3 and 4.2.1.12).
public final class CertificateDefects {

    private static final String ANY_USE = "2.5.29.37.0";
    private static final String SERVER_USE = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_USE = "1.3.6.1.5.5.7.3.2";

    private CertificateDefects() {}

    /// For people, or null where nothing is wrong.
    public static @Nullable Message of(X509Certificate certificate, PeerSide side, Instant now) {
        Message time = time(certificate, now);
        return time != null ? time : use(certificate, side);
    }

    /// The same of a certificate that a person accepted by its fingerprint: that it expires does not make it another's.
    public static @Nullable Message ofAccepted(X509Certificate certificate, PeerSide side, Instant now) {
        return isExpired(certificate, now) ? use(certificate, side) : of(certificate, side, now);
    }

    /// Whether its time is over.
    public static boolean isExpired(X509Certificate certificate, Instant now) {
        return now.isAfter(certificate.getNotAfter().toInstant());
    }

    /// The same as far as time changes it.
    public static @Nullable Message time(X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return Message.of("not-valid-before", "not valid before {time}", from.truncatedTo(ChronoUnit.SECONDS));
        }
        if (now.isAfter(until)) {
            return Message.of("expired-at", "expired {time}", until.truncatedTo(ChronoUnit.SECONDS));
        }
        return null;
    }

    /// The same as far as it never changes.
    public static @Nullable Message use(X509Certificate certificate, PeerSide side) {
        boolean[] usage = certificate.getKeyUsage();
        if (side == PeerSide.CLIENT && usage != null && !usage[0]) {
            return Message.of("key-usage", "its key usage does not allow signatures");
        }
        try {
            List<String> extended = certificate.getExtendedKeyUsage();
            String wanted = side == PeerSide.CLIENT ? CLIENT_USE : SERVER_USE;
            if (extended != null && !extended.contains(wanted) && !extended.contains(ANY_USE)) {
                return side == PeerSide.CLIENT
                        ? Message.of("not-for-client", "its extended key usage is not for a client")
                        : Message.of("not-for-server", "its extended key usage is not for a server");
            }
            return null;
        } catch (CertificateParsingException _) {
            return Message.of("key-usage-unreadable", "its extended key usage cannot be read");
        }
    }
}
