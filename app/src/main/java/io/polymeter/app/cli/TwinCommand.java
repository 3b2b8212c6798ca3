package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.TwinPage;
import io.polymeter.app.cli.report.TwinReport;
import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.Problem;
import io.polymeter.json.JsonText;
import io.polymeter.twin.Twin;
import io.polymeter.twin.TwinLoad;
import io.polymeter.twin.TwinResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter twin`: lives through a configuration in virtual time.
@Command(
        name = "twin",
        description =
                "Simulate a day of a configuration in seconds: every source is simulated, every Modbus output is read"
                        + " by a consumer that controls a battery.",
        footer = {
            "",
            "Examples:",
            "  polymeter twin polymeter.yaml",
            "  polymeter twin polymeter.yaml --hours 2 --late 2s --report twin.html",
            "  polymeter twin polymeter.yaml --load house.csv --json",
            "",
            "A load file has lines second,watt or second,L1,L2,L3. Without one a made-up household is played.",
            "The consumers' numbers are partly assumed; the report says which."
        })
final class TwinCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(arity = "1", paramLabel = "FILE", description = "The configuration file.")
    @SuppressWarnings("NullAway.Init") // injected
    Path file;

    @Option(names = "--hours", paramLabel = "N", description = "Simulated hours; default: ${DEFAULT-VALUE}.")
    double hours = 24;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the random numbers; the same seed gives the same results.")
    long seed = 1;

    @Option(names = "--load", paramLabel = "FILE.csv", description = "Load profile of the house.")
    @Nullable
    Path load;

    @Option(names = "--late", paramLabel = "TIME", description = "Additional delay of the sources, e.g. 2s.")
    String late = "100ms";

    @Option(names = "--limit", paramLabel = "W", description = "Feed-in limit in watts.")
    double limit = Double.POSITIVE_INFINITY;

    @Option(names = "--report", paramLabel = "FILE.html", description = "Write an HTML page with the curves.")
    @Nullable
    Path report;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Override
    public Integer call() throws IOException {
        if (!(hours > 0 && hours <= 24 * 31)) {
            throw CommandFailure.usage("--hours is above 0 and at most " + 24 * 31);
        }
        Path folder = report == null ? null : report.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            throw CommandFailure.usage("--report: nothing can be written to " + folder);
        }
        Configuration configuration = Configuration.load(file, Cli.of(spec).kinds());
        Twin.Options options =
                new Twin.Options(Duration.ofSeconds(Math.round(hours * 3600)), seed, late(), limit, phases());
        TwinResult result;
        try {
            result = Twin.run(configuration, options);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(file + ": " + e.getMessage());
        }
        if (result == null) {
            throw CommandFailure.usage(String.join(
                    "\n",
                    configuration.problems().sorted().stream()
                            .map(Problem::toString)
                            .toList()));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonText.of(TwinReport.json(result).build()));
        } else {
            TwinReport.print(result, out);
        }
        if (report != null) {
            Files.writeString(report, TwinPage.html(result, options));
            if (!json) {
                out.println("curves: " + report);
            }
        }
        out.flush();
        return 0;
    }

    private Duration late() {
        try {
            Duration time = Durations.parse(late);
            if (time.isNegative() || time.compareTo(Duration.ofMinutes(10)) > 0) {
                throw CommandFailure.usage("--late is at most 10 minutes");
            }
            return time;
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--late: " + e.getMessage());
        }
    }

    private @Nullable List<DoubleUnaryOperator> phases() {
        if (load == null) {
            return null;
        }
        try {
            TwinLoad read = TwinLoad.read(load);
            if (read.begin() >= hours * 3600) {
                throw CommandFailure.usage(
                        load + " begins at second " + Math.round(read.begin()) + ": seconds count from the start");
            }
            PrintWriter err = spec.commandLine().getErr();
            if (read.begin() > 60) {
                err.println(load + " begins at second " + Math.round(read.begin())
                        + ": until then its first value holds; seconds count from the start");
            }
            if (read.end() < hours * 3600 - 60) {
                err.println(
                        load + " ends after " + Math.round(read.end()) + " s: its last value goes on until the end");
            }
            err.flush();
            return read.phases();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(load + ": " + e.getMessage());
        } catch (IOException _) {
            throw CommandFailure.usage(load + " cannot be read");
        }
    }
}
