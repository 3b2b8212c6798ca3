package io.polymeter.app.api;

import io.polymeter.config.net.Endpoint;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.scan.NetworkScan;
import io.polymeter.link.modbus.scan.ScanException;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.link.modbus.scan.ScanListener;
import io.polymeter.link.modbus.scan.ScanTarget;
import io.polymeter.link.modbus.scan.ScanTerms;
import io.polymeter.link.modbus.scan.SerialScan;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.profile.Profile;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finding devices over the API, as `polymeter scan` does; one search at a time. A serial line that one of the
/// daemon's links may own is left alone.
public final class ScanRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(ScanRoutes.class);
    private static final Duration REPLY = Duration.ofMillis(500);
    private static final int ALIVE_SECONDS = 2;

    private final Semaphore one = new Semaphore(1);
    private final ScanTerms.Opener opener;
    private final Predicate<Endpoint> used;
    private volatile Steps progress = new Steps(0);

    /// @param opener connects to what is not plain TCP
    /// @param used whether the running configuration has this serial line
    public ScanRoutes(ScanTerms.Opener opener, Predicate<Endpoint> used) {
        this.opener = opener;
        this.used = used;
    }

    /// Where a search is.
    private static final class Steps implements ScanListener {
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger found = new AtomicInteger();
        private final AtomicInteger total;
        private volatile @Nullable Thread thread;

        private Steps(int total) {
            this.total = new AtomicInteger(total);
        }

        @Override
        public void step() {
            done.incrementAndGet();
        }

        @Override
        public void found(int more) {
            found.addAndGet(more);
        }

        private void stop() {
            Thread searching = thread;
            if (searching != null) {
                searching.interrupt();
            }
        }

        private JsonObject json() {
            return new JsonObject()
                    .put("done", done.get())
                    .put("total", total.get())
                    .put("found", found.get());
        }
    }

    private static List<ScanFinding> serial(Endpoint.Rtu line, ScanTerms terms, Steps steps)
            throws IOException, InterruptedException {
        SerialScan scan = new SerialScan(line, terms);
        steps.total.set(scan.steps());
        return scan.run(steps);
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get("/api/scan", _ -> WebReply.json(progress.json().put("running", one.availablePermits() == 0)));
        routes.guarded("DELETE", "/api/scan", _ -> {
            progress.stop();
            return WebReply.nothing();
        });
        routes.guarded("POST", "/api/scan", this::scan);
    }

    private WebReply scan(WebRequest call) throws HttpError {
        ScanTarget target = target(call.text("target"));
        if (!one.tryAcquire()) {
            throw new HttpError(409, "a scan is already running");
        }
        CompletableFuture<List<ScanFinding>> search = new CompletableFuture<>();
        Steps steps = new Steps(target.endpoints().size());
        progress = steps;
        steps.thread = Thread.ofVirtual().name("scan").start(() -> search(target, steps, search));
        return WebReply.stream("application/json", out -> tell(search, out));
    }

    private ScanTarget target(String text) throws HttpError {
        try {
            ScanTarget target = ScanTarget.of(text.strip(), List.of(502));
            if (target.endpoints().stream().anyMatch(endpoint -> endpoint.isSerial() && used.test(endpoint))) {
                throw new HttpError(
                        409, text + " is used by this configuration; only a line of its own can be searched");
            }
            return target;
        } catch (ScanException e) {
            throw new HttpError(400, String.valueOf(e.getMessage()));
        }
    }

    /// Ends by itself, whether the client waits or not.
    private void search(ScanTarget target, Steps steps, CompletableFuture<List<ScanFinding>> search) {
        ScanTerms terms = new ScanTerms(ScanTerms.USUAL_UNITS, false, REPLY, null, opener);
        try {
            List<Endpoint> endpoints = target.endpoints();
            search.complete(
                    endpoints.getFirst() instanceof Endpoint.Rtu line
                            ? serial(line, terms, steps)
                            : new NetworkScan(endpoints, terms).run(steps));
        } catch (InterruptedException _) {
            // Who stops a search wants no answer from it.
            search.complete(List.of());
        } catch (IOException | RuntimeException e) {
            search.completeExceptionally(e);
        } finally {
            one.release();
        }
    }

    /// A blank now and then keeps the connection while the search goes on; JSON may begin with any number.
    private static void tell(CompletableFuture<List<ScanFinding>> search, OutputStream out)
            throws IOException, InterruptedException {
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
                if (e.getCause() instanceof ScanException || e.getCause() instanceof IOException) {
                    JsonObject json = new JsonObject()
                            .put("devices", List.of())
                            .put("meters", "")
                            .put("trouble", String.valueOf(e.getCause().getMessage()));
                    out.write(JsonText.bytes(json.build()));
                    return;
                }
                LOG.error("the scan failed", e.getCause());
                throw new IOException("the scan failed", e);
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
        SerialParameters line = finding.line();
        json.put("names", finding.names())
                .put("interface", "modbus")
                .put("candidates", finding.candidates())
                .put("decides", finding.decides())
                .put("parts", finding.parts())
                .put(
                        "serial",
                        line == null
                                ? JsonValue.NullValue.NULL
                                : new JsonObject()
                                        .put("baud", line.baud())
                                        .put("parity", line.parity().name().toLowerCase(Locale.ROOT))
                                        .put("stop-bits", line.stopBits())
                                        .build());
        return profile == null
                ? json
                : json.put("profile", profile.id())
                        .put("role", ProfileJson.of(profile).build().text("role"));
    }
}
