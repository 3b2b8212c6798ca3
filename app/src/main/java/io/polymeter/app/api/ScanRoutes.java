package io.polymeter.app.api;

import io.polymeter.config.net.Endpoint;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.link.modbus.scan.NetworkScan;
import io.polymeter.link.modbus.scan.ScanException;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.link.modbus.scan.ScanListener;
import io.polymeter.link.modbus.scan.ScanTarget;
import io.polymeter.link.modbus.scan.ScanTerms;
import io.polymeter.profile.Profile;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finding devices over the API, as `polymeter scan` does; one search at a time. Serial lines are left alone: while
/// the daemon runs, one of its links may own them.
public final class ScanRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ScanRoutes.class);
    private static final Duration REPLY = Duration.ofMillis(500);
    private static final int ALIVE_SECONDS = 2;

    private final Semaphore one = new Semaphore(1);
    private final ScanTerms.Opener opener;

    /// @param opener connects to what is not plain TCP
    public ScanRoutes(ScanTerms.Opener opener) {
        this.opener = opener;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get("/api/scan", _ -> WebReply.json(new JsonObject().put("running", one.availablePermits() == 0)));
        routes.guarded("POST", "/api/scan", this::scan);
    }

    private WebReply scan(WebRequest call) throws HttpError {
        ScanTarget target = target(call.text("target"));
        if (!one.tryAcquire()) {
            throw new HttpError(409, "a scan is already running");
        }
        CompletableFuture<List<ScanFinding>> search = new CompletableFuture<>();
        Thread.ofVirtual().name("scan").start(() -> search(target, search));
        return WebReply.stream("application/json", out -> tell(search, out));
    }

    private static ScanTarget target(String text) throws HttpError {
        try {
            ScanTarget target = ScanTarget.of(text.strip(), List.of(502));
            if (target.endpoints().stream().anyMatch(Endpoint::isSerial)) {
                throw new HttpError(400, "use `polymeter scan` for serial lines, while nothing else uses them");
            }
            return target;
        } catch (ScanException e) {
            throw new HttpError(400, String.valueOf(e.getMessage()));
        }
    }

    /// Ends by itself, whether the client waits or not.
    private void search(ScanTarget target, CompletableFuture<List<ScanFinding>> search) {
        ScanTerms terms = new ScanTerms(ScanTerms.USUAL_UNITS, false, REPLY, null, opener);
        try {
            search.complete(new NetworkScan(target.endpoints(), terms).run(ScanListener.NONE));
        } catch (InterruptedException | RuntimeException e) {
            search.completeExceptionally(e);
        } finally {
            one.release();
        }
    }

    /// A blank now and then keeps the connection while the search goes on; JSON may begin with any number.
    private static void tell(CompletableFuture<List<ScanFinding>> search, OutputStream out)
            throws java.io.IOException, InterruptedException {
        while (true) {
            try {
                List<ScanFinding> found = search.get(ALIVE_SECONDS, TimeUnit.SECONDS);
                JsonObject json =
                        new JsonObject().put("devices", found, ScanRoutes::json).put("meters", ScanReport.yaml(found));
                out.write(JsonText.bytes(json.build()));
                return;
            } catch (TimeoutException _) {
                out.write(' ');
                out.flush();
            } catch (ExecutionException e) {
                LOG.error("the scan failed", e.getCause());
                throw new java.io.IOException("the scan failed", e);
            }
        }
    }

    private static JsonObject json(ScanFinding finding) {
        Profile profile = finding.profile();
        JsonObject json = new JsonObject()
                .put("endpoint", finding.endpoint().toString())
                .put("unit", finding.unit())
                .put("title", finding.names().isEmpty() ? "" : String.join(", ", finding.names()))
                .put("certain", finding.certain())
                .put("evidence", String.join("; ", finding.evidence()));
        return profile == null ? json : json.put("profile", profile.id());
    }
}
