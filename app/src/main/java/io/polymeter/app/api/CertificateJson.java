package io.polymeter.app.api;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.PresentedCertificate;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

/// The table of certificates for programs: the API and `polymeter trust --json` say the same.
public final class CertificateJson {

    private CertificateJson() {}

    /// Our own certificate, null where there is none yet, and those that were shown.
    ///
    /// @param state the state directory
    public static JsonObject table(Path state) throws IOException {
        JsonValue own = Credentials.ownShown(state)
                .<JsonValue>map(shown -> certificate(shown).build())
                .orElse(JsonValue.NullValue.NULL);
        return new JsonObject().put("own", own).put("certificates", new TrustFile(state).list(), CertificateJson::line);
    }

    static JsonObject line(CertificateEntry line) {
        Message defect = line.defect(Instant.now());
        Message warning = line.warning(Instant.now());
        return certificate(line.shown())
                .put("side", line.side().id())
                .put("status", defect != null ? "refused" : line.accepted() ? "accepted" : "waiting")
                .put("accepted", line.accepted())
                .put("defect", defect == null ? null : defect.text())
                .put("defect_message", defect == null ? JsonValue.NullValue.NULL : defect.coded())
                .put("warning", warning == null ? null : warning.text())
                .put("warning_message", warning == null ? JsonValue.NullValue.NULL : warning.coded())
                .put("first_seen", line.firstSeen().toString())
                .put("last_seen", line.lastSeen().toString())
                .put("from", line.from());
    }

    private static JsonObject certificate(PresentedCertificate shown) {
        return new JsonObject()
                .put("fingerprint", shown.fingerprint())
                .put("subject", shown.subject())
                .put("issuer", shown.issuer())
                .put(
                        "valid_from",
                        shown.certificate().getNotBefore().toInstant().toString())
                .put(
                        "valid_until",
                        shown.certificate().getNotAfter().toInstant().toString());
    }
}
