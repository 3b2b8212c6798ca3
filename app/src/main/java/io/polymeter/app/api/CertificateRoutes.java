package io.polymeter.app.api;

import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.message.Message;
import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.TrustFile;
import io.polymeter.trust.UnknownCertificateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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
        return WebReply.json(CertificateJson.table(state()));
    }

    private interface Change {
        List<CertificateEntry> of(TrustFile file, String fingerprint) throws IOException;
    }

    private WebReply change(WebRequest call, Change change) throws HttpError, IOException {
        String fingerprint = call.path("fingerprint");
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            throw new HttpError(
                    400,
                    Message.of(
                            "fingerprint-64-hexadecimal-digits",
                            "a fingerprint is the 64 hexadecimal digits of the table"));
        }
        try {
            List<CertificateEntry> lines = change.of(file(), fingerprint);
            looked = new Looked(0, 0);
            return WebReply.json(new JsonObject().put("certificates", lines, CertificateJson::line));
        } catch (UnknownCertificateException _) {
            throw HttpError.notFound(
                    Message.of("there-no-certificate-fingerprint", "there is no certificate with this fingerprint"));
        }
    }
}
