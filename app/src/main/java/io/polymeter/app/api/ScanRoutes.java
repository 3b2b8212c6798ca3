package io.polymeter.app.api;

import io.polymeter.app.scan.DefaultScanTargets;
import io.polymeter.app.scan.Findings;
import io.polymeter.app.scan.Search;
import io.polymeter.config.net.Endpoint;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.link.Clock;
import io.polymeter.link.http.scan.WebAddress;
import io.polymeter.link.modbus.scan.ScanException;
import io.polymeter.link.modbus.scan.ScanListener;
import io.polymeter.link.modbus.scan.ScanTarget;
import io.polymeter.link.modbus.scan.ScanTerms;
import io.polymeter.message.Message;
import io.polymeter.runtime.SystemClock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
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
    private static final Duration ALIVE = Duration.ofSeconds(2);
    private static final Clock CLOCK = new SystemClock();
    private static final int LAST_UNIT = 247;
    private static final List<Integer> MODBUS = List.of(502);

    private final Semaphore one = new Semaphore(1);
    private final ScanTerms.Opener opener;
    private final Predicate<Endpoint> used;
    private volatile Progress progress = new Progress();

    /// @param opener connects to what is not plain TCP
    /// @param used whether the running configuration has this serial line
    public ScanRoutes(ScanTerms.Opener opener, Predicate<Endpoint> used) {
        this.opener = opener;
        this.used = used;
    }

    /// Where a search is: the steps of all parts that have begun.
    private static final class Progress implements Search.Steps, ScanListener {
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger found = new AtomicInteger();
        private final AtomicInteger total = new AtomicInteger();
        private volatile String what = "";
        private volatile @Nullable Thread thread;

        @Override
        public ScanListener part(int steps, String name) {
            total.addAndGet(steps);
            what = name;
            return this;
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
                    .put("what", what)
                    .put("found", found.get());
        }
    }

    /// What is searched.
    private sealed interface Subject {

        /// The networks and serial adapters of this machine, and what is announced.
        record Everything() implements Subject {}

        /// A host, a network, a serial line, or a web server.
        record Place(List<ScanTarget> targets, List<WebAddress> web) implements Subject {}
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
        Subject subject = subject(call.text("target").strip());
        if (!one.tryAcquire()) {
            throw new HttpError(409, Message.of("scan-already-running", "a scan is already running"));
        }
        CompletableFuture<Findings> search = new CompletableFuture<>();
        Progress steps = new Progress();
        progress = steps;
        steps.thread = Thread.ofVirtual().name("scan").start(() -> search(subject, steps, search));
        return WebReply.stream("application/json", out -> tell(search, out));
    }

    private Subject subject(String text) throws HttpError {
        try {
            if (text.isEmpty()) {
                return new Subject.Everything();
            }
            if (text.startsWith("http://") || text.startsWith("https://")) {
                return new Subject.Place(List.of(), List.of(WebAddress.parse(text)));
            }
            ScanTarget target = ScanTarget.of(text, MODBUS);
            if (target.endpoints().stream().anyMatch(endpoint -> endpoint.isSerial() && used.test(endpoint))) {
                throw new HttpError(
                        409,
                        Message.of(
                                "used-by-configuration-only",
                                "{text} is used by this configuration; only a line of its own can be searched",
                                text));
            }
            return new Subject.Place(List.of(target), List.of());
        } catch (ScanException e) {
            throw new HttpError(400, Message.of(e));
        } catch (IllegalArgumentException e) {
            throw new HttpError(400, Message.of("target", "target '{text}': {why}", text, Message.of(e)));
        }
    }

    /// Ends by itself, whether the client waits or not.
    private void search(Subject subject, Progress steps, CompletableFuture<Findings> done) {
        ScanTerms tcp = new ScanTerms(ScanTerms.USUAL_UNITS, false, REPLY, null, opener);
        ScanTerms serial = new ScanTerms(
                ScanTerms.USUAL_UNITS.stream()
                        .filter(unit -> unit >= 1 && unit <= LAST_UNIT)
                        .toList(),
                false,
                REPLY,
                null,
                opener);
        Findings findings = new Findings();
        try {
            Search search = new Search(serial, tcp, steps, findings);
            switch (subject) {
                case Subject.Everything() -> search.everywhere(free(DefaultScanTargets.look(null)), MODBUS);
                case Subject.Place(List<ScanTarget> targets, List<WebAddress> web) ->
                    search.places(targets, web, false);
            }
            done.complete(findings);
        } catch (InterruptedException _) {
            // Who stops a search sees what was found until then.
            done.complete(findings);
        } catch (IOException | RuntimeException e) {
            done.completeExceptionally(e);
        } finally {
            one.release();
        }
    }

    /// Without the serial lines that the configuration may own.
    private DefaultScanTargets free(DefaultScanTargets own) {
        List<String> adapters = new ArrayList<>();
        List<Message> notes = new ArrayList<>(own.notes());
        for (String adapter : own.adapters()) {
            if (ScanTarget.of(adapter, MODBUS).endpoints().stream().anyMatch(used)) {
                notes.add(Message.of(
                        "adapter-in-use", "{name} is used by this configuration and is not searched", adapter));
            } else {
                adapters.add(adapter);
            }
        }
        return new DefaultScanTargets(own.interfaces(), own.networks(), adapters, notes);
    }

    /// A blank now and then keeps the connection while the search goes on; JSON may begin with any number.
    private static void tell(CompletableFuture<Findings> search, OutputStream out)
            throws IOException, InterruptedException {
        while (true) {
            try {
                Findings found = CLOCK.await(search, ALIVE);
                out.write(JsonText.bytes(ScanReport.document(found).build()));
                return;
            } catch (TimeoutException _) {
                out.write(' ');
                out.flush();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ScanException || e.getCause() instanceof IOException) {
                    Message trouble = Message.of(e.getCause());
                    JsonObject json = ScanReport.document(new Findings())
                            .put("trouble", trouble.text())
                            .put("trouble_message", trouble.coded());
                    out.write(JsonText.bytes(json.build()));
                    return;
                }
                LOG.error("the scan failed", e.getCause());
                throw new IOException("the scan failed", e);
            }
        }
    }
}
