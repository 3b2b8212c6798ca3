package io.polymeter.app.api;

import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.PresentedCertificate;
import io.polymeter.trust.TrustFile;
import io.polymeter.trust.UnknownCertificateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The table of certificates: as `polymeter trust`, on the file that the daemon looks at.
final class CertificateRoutes {

    /// The table is looked at so often where only a number of it is shown.
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final ApiContext backstage;
    private volatile Looked looked = new Looked(0, 0);

    private record Looked(int waiting, long until) {}

    CertificateRoutes(ApiContext backstage) {
        this.backstage = backstage;
    }

    void register(Routes routes) {
        routes.get("/api/certificates", _ -> list());
        routes.guarded("POST", "/api/certificates/{fingerprint}/accept", call -> change(call, TrustFile::accept));
        routes.guarded("DELETE", "/api/certificates/{fingerprint}", call -> change(call, TrustFile::delete));
    }

    /// How many wait for a person. Looks at the disk every few seconds at most.
    int waiting() {
        long now = System.nanoTime();
        Looked last = looked;
        if (last.until() == 0 || now - last.until() > 0) {
            last = new Looked(count(), now + LOOK.toNanos());
            looked = last;
        }
        return last.waiting();
    }

    private int count() {
        try {
            Instant now = Instant.now();
            return (int) file().list().stream()
                    .filter(line -> !line.accepted() && line.defect(now) == null)
                    .count();
        } catch (IOException _) {
            // Whoever asks for the table is told.
            return 0;
        }
    }

    private TrustFile file() {
        return new TrustFile(state());
    }

    private Path state() {
        return backstage.settings().state();
    }

    private WebReply list() throws IOException {
        Optional<PresentedCertificate> own = Credentials.ownShown(state());
        return WebReply.json(new JsonObject()
                .put(
                        "own",
                        own.<JsonValue>map(shown -> certificate(shown).build()).orElse(JsonValue.NullValue.NULL))
                .put("certificates", file().list(), CertificateRoutes::line));
    }

    private static JsonObject line(CertificateEntry line) {
        String defect = line.defect(Instant.now());
        return certificate(line.shown())
                .put("side", line.side().id())
                .put("status", defect != null ? "refused" : line.accepted() ? "accepted" : "waiting")
                .put("accepted", line.accepted())
                .put("defect", defect)
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

    private interface Change {
        List<CertificateEntry> of(TrustFile file, String fingerprint) throws IOException;
    }

    private WebReply change(WebRequest call, Change change) throws HttpError, IOException {
        String fingerprint = call.path("fingerprint");
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            throw new HttpError(400, "a fingerprint is the 64 hexadecimal digits of the table");
        }
        try {
            List<CertificateEntry> lines = change.of(file(), fingerprint);
            looked = new Looked(0, 0);
            return WebReply.json(new JsonObject().put("certificates", lines, CertificateRoutes::line));
        } catch (UnknownCertificateException _) {
            throw HttpError.notFound("certificate with this fingerprint");
        }
    }
}
