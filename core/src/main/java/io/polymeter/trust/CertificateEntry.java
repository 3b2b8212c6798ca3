package io.polymeter.trust;

import io.polymeter.message.Message;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of the certificate table.
///
/// @param side who showed it
/// @param accepted true where a person accepted it
/// @param firstSeen when it was first shown
/// @param lastSeen when it was last shown, within some minutes
/// @param from the address it was last shown from
public record CertificateEntry(
        PeerSide side, PresentedCertificate shown, boolean accepted, Instant firstSeen, Instant lastSeen, String from) {

    /// What tells lines apart.
    public record Key(PeerSide side, String fingerprint) {}

    /// What tells it from other lines.
    public Key key() {
        return new Key(side, shown.fingerprint());
    }

    /// Why it is refused even if it is accepted; null where accepting it is enough. One that is accepted may expire.
    public @Nullable Message defect(Instant now) {
        return CertificateDefects.ofAccepted(shown.certificate(), side, now);
    }

    /// That its time is over, although it is used, or would be if it were accepted; null where it is not.
    public @Nullable Message warning(Instant now) {
        return defect(now) == null ? CertificateDefects.time(shown.certificate(), now) : null;
    }

    CertificateEntry withAccepted() {
        return new CertificateEntry(side, shown, true, firstSeen, lastSeen, from);
    }

    CertificateEntry seen(Instant when, String where) {
        return when.isAfter(lastSeen) ? new CertificateEntry(side, shown, accepted, firstSeen, when, where) : this;
    }
}
