package io.polymeter.app.cli;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.demo.DemoHouse;
import io.polymeter.app.demo.Screen;
import io.polymeter.app.log.Logs;
import io.polymeter.modbus.net.Ticker;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `polymeter demo`: a simulated house, live on a page and in the terminal.
@Command(
        name = "demo",
        description = "Run a simulated house with a live web page and terminal view; no devices needed.",
        footer = {
            "",
            "Examples:",
            "  polymeter demo",
            "  polymeter demo --start 18:30",
            "  polymeter demo --speed 1 --seconds 60"
        })
final class DemoCommand extends BaseCommand implements Callable<Integer> {

    private static final String REDRAW = "\u001b[H\u001b[J";

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Stop after N seconds; default: run until interrupted.")
    int seconds;

    @Option(names = "--speed", paramLabel = "N", description = "Speed factor of the simulated day; default: 60.")
    double speed = 60;

    @Option(names = "--start", paramLabel = "HH:MM", description = "Time of day at the start; default: 11:30.")
    String start = "11:30";

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(speed > 0 && speed <= 10_000)) {
            throw CommandFailure.usage("--speed must be above 0 and at most 10000, found " + speed);
        }
        Cli cli = Cli.of(spec);
        Logs.start(cli.debug ? Logs.Verbosity.DEBUG : Logs.Verbosity.INFO, ZoneId.systemDefault(), cli.debug);
        if (!cli.debug) {
            // The page shows the rest; here it would break into the table.
            Logs.console(Logs.Verbosity.ERROR);
        }
        PrintWriter out = spec.commandLine().getOut();
        boolean live =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        DemoHouse.Settings settings = new DemoHouse.Settings(speed, time(), VersionCommand.version());
        try (DemoHouse house = DemoHouse.open(cli.protocols, settings, Stop::with)) {
            String title = "A simulated house. Its page: " + house.page() + "   Ctrl-C stops it.";
            out.println(title);
            house.wiring().forEach(line -> out.println("  " + line));
            out.flush();
            int pause = live ? 1 : 5;
            for (int second = 1; seconds == 0 || second <= seconds; second++) {
                Ticker.SYSTEM.sleep(Duration.ofSeconds(1));
                if (second % pause == 0 || second == seconds) {
                    out.print(live ? REDRAW + title + "\n\n" : "\n");
                    Screen.lines(house.snapshot(), house.readers()).forEach(out::println);
                    out.flush();
                }
            }
        }
        return 0;
    }

    private LocalTime time() {
        try {
            return LocalTime.parse(start).truncatedTo(ChronoUnit.MINUTES);
        } catch (DateTimeParseException _) {
            throw CommandFailure.usage("--start must be a time of day such as 10:30, found " + start);
        }
    }
}
