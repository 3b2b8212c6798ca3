package io.polymeter.app.cli;

import io.polymeter.app.demo.House;
import io.polymeter.app.demo.Screen;
import io.polymeter.app.log.Logs;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `polymeter demo`: a simulated house, live in the terminal.
@Command(
        name = "demo",
        description = "A simulated house on this machine: a KSEM in the network, Polymeter, a Plenticore on RS485.")
final class DemoCommand implements Callable<Integer> {

    private static final String REDRAW = "\u001b[H\u001b[J";

    @Spec
    @SuppressWarnings("NullAway.Init") // injected
    CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", description = "End by itself after N seconds; default: never.")
    int seconds;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description = "How much faster than real time the day goes; default 60.")
    double speed = 60;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Say more.")
    boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(speed > 0 && speed <= 10_000)) {
            throw Failure.usage("--speed is above 0 and at most 10000, not " + speed);
        }
        Cli cli = Cli.of(spec);
        Logs.start(cli.debug ? Logs.Verbosity.DEBUG : Logs.Verbosity.ERROR, ZoneId.systemDefault(), cli.debug);
        PrintWriter out = spec.commandLine().getOut();
        boolean live =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        try (House house = House.open(cli.protocols, speed)) {
            Stop.with(house);
            out.println("A simulated house. Ctrl-C ends it.");
            house.wiring().forEach(line -> out.println("  " + line));
            out.flush();
            int pause = live ? 1 : 5;
            for (int second = 1; seconds == 0 || second <= seconds; second++) {
                Thread.sleep(1_000);
                if (second % pause == 0 || second == seconds) {
                    draw(out, Screen.lines(house.snapshot(), house.inverter()), live);
                }
            }
        }
        return 0;
    }

    private static void draw(PrintWriter out, List<String> lines, boolean live) {
        out.print(live ? REDRAW + "Polymeter: a simulated house. Ctrl-C ends it.\n\n" : "\n");
        lines.forEach(out::println);
        out.flush();
    }
}
