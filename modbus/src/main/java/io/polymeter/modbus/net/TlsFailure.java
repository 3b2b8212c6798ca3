package io.polymeter.modbus.net;

import io.polymeter.modbus.fault.Wording;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Why a TLS connection to a server came to nothing, as far as the runtime tells, in words that follow the server's
/// name.
public final class TlsFailure {

    private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]{1,40})");
    private static final Set<String> OF_CERTIFICATES = Set.of(
            "bad_certificate",
            "certificate_required",
            "certificate_unknown",
            "certificate_expired",
            "certificate_revoked",
            "unsupported_certificate",
            "no_certificate",
            "unknown_ca",
            "access_denied");
    private static final Set<String> OF_VERSIONS =
            Set.of("protocol_version", "insufficient_security", "handshake_failure");

    private TlsFailure() {}

    /// What an exception of the runtime means; null where it only says that there was no TLS that it knows.
    public static @Nullable Wording of(SSLException failure) {
        String text = String.valueOf(failure.getMessage());
        Matcher alert = ALERT.matcher(text);
        if (alert.find()) {
            return alert(alert.group(1));
        }
        String small = text.toLowerCase(Locale.ROOT);
        if (small.contains("terminated the handshake")
                || small.contains("connection reset")
                || small.contains("closed")) {
            return Wording.of("tls-ended", "ended the connection in the TLS handshake");
        }
        if (small.contains("timed out") || small.contains("timeout")) {
            return Wording.of("tls-late", "does not finish the TLS handshake in time");
        }
        return small.contains("protocol version") || small.contains("(protocol_version)") ? version() : null;
    }

    /// The server's last word (RFC 8446, section 6), e.g. `unknown_ca`.
    private static Wording alert(String alert) {
        if (OF_CERTIFICATES.contains(alert)) {
            return Wording.of("tls-certificate", "refuses our certificate, or wants one ({alert})", alert);
        }
        return OF_VERSIONS.contains(alert)
                ? version()
                : Wording.of("tls-refused", "refuses the TLS handshake ({alert})", alert);
    }

    private static Wording version() {
        return Wording.of("tls-version", "has no version and cipher of TLS in common with us");
    }

    /// What a failure says: in words of its own where it has some, and without the runtime's.
    public static Object words(IOException failure) {
        Object said = Wording.of(failure);
        if (said instanceof Wording || !(failure instanceof SSLException unsecured)) {
            return said;
        }
        Wording why = of(unsecured);
        return why == null ? Wording.of("tls-none", "speaks no TLS that we know") : why;
    }
}
