package io.polymeter.app.cli;

import io.polymeter.app.api.ScanReport;
import io.polymeter.app.cli.client.EndpointClients;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.log.Logs;
import io.polymeter.app.scan.DefaultScanTargets;
import io.polymeter.app.scan.Findings;
import io.polymeter.app.scan.Search;
import io.polymeter.config.net.Endpoint;
import io.polymeter.json.JsonText;
import io.polymeter.link.http.scan.WebAddress;
import io.polymeter.link.modbus.scan.ScanException;
import io.polymeter.link.modbus.scan.ScanListener;
import io.polymeter.link.modbus.scan.ScanTarget;
import io.polymeter.link.modbus.scan.ScanTerms;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter scan [ENDPOINT | NETWORK/24 …]`.
@Command(
        name = "scan",
        description = "Find devices on a network, host or serial line and print a `meters:` block. Without a target: in"
                + " the local networks (up to /22), on serial adapters (/dev/serial/by-id) and by mDNS.",
        footer = {
            "",
            "Only reads, one request at a time per device. Exit codes: 0 found, 1 nothing found, 2 invalid usage.",
            "Ctrl-C ends the search and prints what was found until then.",
            "",
            "Examples:",
            "  polymeter scan",
            "  polymeter scan 192.168.178.0/24 > polymeter.yaml",
            "  polymeter scan tcp://192.168.178.80 --units 1..247",
            "  polymeter scan http://192.168.178.91",
            "  polymeter scan rtu:///dev/ttyUSB0"
        })
final class ScanCommand extends BaseCommand implements Callable<Integer> {

    private static final int INTERRUPTED = 130;

    @Parameters(
            arity = "0..*",
            paramLabel = "TARGET",
            description =
                    "A network such as 192.168.178.0/24, a host, or tcp://HOST[:PORT], tls://HOST[:PORT],"
                            + " rtu:///dev/…, rtu+tcp://HOST:PORT, http://HOST[:PORT]; several are possible. Default: everywhere.")
    List<String> targets = List.of();

    @Option(
            names = "--port",
            paramLabel = "N",
            split = ",",
            description = "TCP ports to scan, comma-separated, for Modbus and HTTP; default: 502, and 80 and 443.")
    List<Integer> ports = List.of();

    @Option(
            names = "--interface",
            paramLabel = "NAME",
            description = "Network interface to look for announcements (mDNS) on; without a target its network alone"
                    + " is searched.")
    @Nullable
    String network;

    @Option(names = "--units", paramLabel = "FROM..TO", description = "Unit ids to try; default: the common ones.")
    @Nullable
    String units;

    @Option(
            names = "--line",
            paramLabel = "BAUD-8PS",
            description = "Serial parameters, e.g. 9600-8N1; default: try the common ones in turn.")
    @Nullable
    String line;

    @Option(names = "--timeout", paramLabel = "MS", description = "Response timeout in milliseconds; default: 500.")
    int timeout = 500;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file that holds the TLS credentials for tls:// endpoints.")
    @Nullable
    Path config;

    @Option(names = "--json", description = "Print JSON instead of YAML.")
    boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (timeout < 1 || timeout > 60_000) {
            throw CommandFailure.usage("--timeout must be 1 to 60000 ms, found " + timeout);
        }
        if (ports.stream().anyMatch(port -> port < 1 || port > 65_535)) {
            throw CommandFailure.usage("--port must be 1 to 65535");
        }
        List<ScanTarget> where = new ArrayList<>();
        List<WebAddress> web = new ArrayList<>();
        targets.forEach(target -> place(target, where, web));
        Predicate<Endpoint> isPort = endpoint -> endpoint instanceof Endpoint.Rtu;
        if (line != null
                && where.stream()
                        .noneMatch(target -> isPort.test(target.endpoints().getFirst()))) {
            throw CommandFailure.usage("--line only applies to serial ports, e.g. rtu:///dev/ttyUSB0");
        }
        boolean lines =
                where.stream().flatMap(target -> target.endpoints().stream()).anyMatch(Endpoint::isSerial);
        ScanTerms serial = terms(lines || targets.isEmpty() ? unitIds(true) : List.of(1));
        DefaultScanTargets own = own();
        boolean debug = Cli.of(spec).debug;
        Logs.start(debug ? Logs.Verbosity.DEBUG : Logs.Verbosity.WARNING, ZoneId.systemDefault(), debug);
        Findings findings = new Findings();
        Thread searching = Thread.currentThread();
        // A second Ctrl-C does not wait for anything.
        AtomicBoolean asked = new AtomicBoolean();
        Signals.on("INT", () -> {
            if (asked.getAndSet(true)) {
                Runtime.getRuntime().halt(INTERRUPTED);
            }
            searching.interrupt();
        });
        try (Bars bars = new Bars(spec.commandLine().getErr())) {
            Search search = new Search(serial, terms(unitIds(false)), bars, findings);
            search(search, where, web, own);
        } catch (InterruptedException _) {
            print(findings);
            spec.commandLine().getErr().println("polymeter: interrupted; this was found until then");
            return INTERRUPTED;
        } catch (ScanException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()), e);
        }
        print(findings);
        return findings.known() == 0 ? CommandFailure.FAILED : 0;
    }

    private void search(Search search, List<ScanTarget> where, List<WebAddress> web, DefaultScanTargets own)
            throws IOException, InterruptedException {
        if (targets.isEmpty()) {
            search.everywhere(own, modbusPorts());
            return;
        }
        if (network != null) {
            search.browse(own.interfaces());
        }
        search.places(where, web, !ports.isEmpty());
    }

    private DefaultScanTargets own() throws IOException {
        try {
            return targets.isEmpty() || network != null
                    ? DefaultScanTargets.look(network)
                    : new DefaultScanTargets(List.of(), List.of(), List.of(), List.of());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--interface: " + e.getMessage());
        }
    }

    private ScanTerms terms(List<Integer> unitIds) {
        return new ScanTerms(
                unitIds,
                units != null,
                Duration.ofMillis(timeout),
                line == null ? null : EndpointClients.line(line, null),
                (endpoint, limit) -> EndpointClients.open(
                        endpoint,
                        limit,
                        EndpointClients.line(null, null),
                        () -> TrustCommand.state(config, Cli.of(spec).kinds())));
    }

    private void print(Findings findings) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                json
                        ? JsonText.of(ScanReport.document(findings).build()) + "\n"
                        : ScanReport.yaml(findings.modbus(), findings.web()));
        out.flush();
        findings.notes().forEach(note -> warn(note.text()));
        PrintWriter err = spec.commandLine().getErr();
        err.println(summary(findings.known(), findings.unknown()));
        err.flush();
    }

    private void warn(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("polymeter: warning: " + text);
        err.flush();
    }

    private List<Integer> modbusPorts() {
        return ports.isEmpty() ? List.of(502) : ports;
    }

    private void place(String target, List<ScanTarget> where, List<WebAddress> web) {
        try {
            if (target.startsWith("http://") || target.startsWith("https://")) {
                web.add(WebAddress.parse(target));
            } else {
                where.add(ScanTarget.of(target, modbusPorts()));
            }
        } catch (ScanException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + target + "': " + e.getMessage());
        }
    }

    private String summary(long known, long unknown) {
        String more = unknown == 0 ? "" : "; " + unknown + " more replied and is unknown";
        String place = targets.isEmpty() ? "" : " at " + String.join(", ", targets);
        return known == 0
                ? "polymeter: no known device found" + place + more
                : known + (known == 1 ? " device" : " devices") + " found" + place + more;
    }

    /// The unit ids to ask, the most usual first.
    private List<Integer> unitIds(boolean serial) {
        Set<Integer> wanted = new LinkedHashSet<>();
        if (units == null) {
            wanted.addAll(ScanTerms.USUAL_UNITS);
        } else {
            String[] ends = units.strip().split("\\.\\.|-", 2);
            try {
                int from = Integer.parseInt(ends[0].strip());
                int to = ends.length == 1 ? from : Integer.parseInt(ends[1].strip());
                if (from < 0 || to > 255 || to < from) {
                    throw new NumberFormatException();
                }
                for (int unit = from; unit <= to; unit++) {
                    wanted.add(unit);
                }
            } catch (NumberFormatException e) {
                throw CommandFailure.usage(
                        "--units " + units + " is not a run of unit ids from 0 to 255 such as 1..247");
            }
        }
        if (serial) {
            // Beyond 247 there are devices all the same, but nobody is asked there who was not named.
            wanted.removeIf(unit -> unit < 1 || units == null && unit > 247);
        }
        if (wanted.isEmpty()) {
            throw CommandFailure.usage("--units " + units + ": on a serial line a unit id is 1 to 247");
        }
        if (serial && wanted.stream().anyMatch(unit -> unit > 247)) {
            warn("unit ids 248 to 255 are reserved on a serial line: not every device takes them");
        }
        return new ArrayList<>(wanted);
    }

    /// The bar of each part, one after the other.
    private static final class Bars implements Search.Steps, AutoCloseable {
        private final PrintWriter err;
        private final boolean shown = ScanProgress.onTerminal();
        private @Nullable ScanProgress bar;

        private Bars(PrintWriter err) {
            this.err = err;
        }

        @Override
        public ScanListener part(int total, String what) {
            close();
            ScanProgress next = new ScanProgress(err, shown, total, what);
            bar = next;
            return next;
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
