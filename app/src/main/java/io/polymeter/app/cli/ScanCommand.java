package io.polymeter.app.cli;

import io.polymeter.app.api.ScanReport;
import io.polymeter.app.cli.client.EndpointClients;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.log.Logs;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.modbus.scan.NetworkScan;
import io.polymeter.link.modbus.scan.ScanException;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.link.modbus.scan.ScanTarget;
import io.polymeter.link.modbus.scan.ScanTerms;
import io.polymeter.link.modbus.scan.SerialScan;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `polymeter scan ENDPOINT | NETWORK/24`.
@Command(
        name = "scan",
        description = "Find devices on a network, host or serial line and print a `meters:` block.",
        footer = {
            "",
            "Only reads, one request at a time per device. Exit codes: 0 found, 1 nothing found, 2 invalid usage.",
            "",
            "Examples:",
            "  polymeter scan 192.168.178.0/24 > polymeter.yaml",
            "  polymeter scan tcp://192.168.178.80 --units 1..247",
            "  polymeter scan rtu:///dev/ttyUSB0"
        })
final class ScanCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Parameters(
            paramLabel = "TARGET",
            description = "A network such as 192.168.178.0/24, a host, or tcp://HOST[:PORT], tls://HOST[:PORT],"
                    + " rtu:///dev/…, rtu+tcp://HOST:PORT.")
    String target = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            split = ",",
            description = "TCP ports to scan, comma-separated; default: 502.")
    List<Integer> ports = List.of(502);

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

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (timeout < 1 || timeout > 60_000) {
            throw CommandFailure.usage("--timeout must be 1 to 60000 ms, found " + timeout);
        }
        if (ports.stream().anyMatch(port -> port < 1 || port > 65_535)) {
            throw CommandFailure.usage("--port must be 1 to 65535");
        }
        ScanTarget where = where();
        boolean serial = where.endpoints().stream().anyMatch(Endpoint::isSerial);
        if (line != null && !(where.endpoints().getFirst() instanceof Endpoint.Rtu)) {
            throw CommandFailure.usage("--line only applies to serial ports, e.g. rtu:///dev/ttyUSB0");
        }
        boolean debug = Cli.of(spec).debug;
        Logs.start(debug ? Logs.Verbosity.DEBUG : Logs.Verbosity.WARNING, ZoneId.systemDefault(), debug);
        ScanTerms terms = new ScanTerms(
                unitIds(serial),
                units != null,
                Duration.ofMillis(timeout),
                line == null ? null : EndpointClients.line(line, null),
                (endpoint, limit) -> EndpointClients.open(
                        endpoint,
                        limit,
                        EndpointClients.line(null, null),
                        () -> TrustCommand.state(config, Cli.of(spec).kinds())));
        List<ScanFinding> findings = findings(where, terms);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? ScanReport.json(findings) : ScanReport.yaml(findings));
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        long known =
                findings.stream().filter(finding -> finding.profile() != null).count();
        err.println(summary(known, findings.size() - known));
        err.flush();
        return known == 0 ? CommandFailure.FAILED : 0;
    }

    private void warn(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("polymeter: warning: " + text);
        err.flush();
    }

    private ScanTarget where() {
        try {
            return ScanTarget.of(target, ports);
        } catch (ScanException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()));
        }
    }

    private List<ScanFinding> findings(ScanTarget where, ScanTerms terms) throws IOException, InterruptedException {
        try {
            return search(where, terms);
        } catch (ScanException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()), e);
        }
    }

    private List<ScanFinding> search(ScanTarget where, ScanTerms terms) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        boolean shown = ScanProgress.onTerminal();
        Endpoint only = where.endpoints().getFirst();
        if (only instanceof Endpoint.Rtu rtu) {
            SerialScan scan = new SerialScan(rtu, terms);
            try (ScanProgress bar = new ScanProgress(err, shown, scan.steps(), "units and line settings")) {
                return scan.run(bar);
            }
        }
        if (where.network() || where.endpoints().size() > 1) {
            try (ScanProgress bar =
                    new ScanProgress(err, shown, where.endpoints().size(), "addresses")) {
                return new NetworkScan(where.endpoints(), terms).run(bar);
            }
        }
        try (ScanProgress bar = new ScanProgress(err, shown, terms.units().size(), "units")) {
            return NetworkScan.host(only, terms, bar);
        }
    }

    private String summary(long known, long unknown) {
        String more = unknown == 0 ? "" : "; " + unknown + " more replied and is unknown";
        return known == 0
                ? "polymeter: no known device found at " + target + more
                : known + (known == 1 ? " device" : " devices") + " found at " + target + more;
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
}
