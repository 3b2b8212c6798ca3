package io.polymeter.app.cli;

import io.polymeter.app.demo.CacheTraining;
import io.polymeter.app.demo.TemporaryFolder;
import io.polymeter.app.systemd.Systemd;
import io.polymeter.link.Protocol;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `polymeter rehearse`: a daemon among busy devices, for as long as the virtual machine watches it to make an
/// ahead-of-time cache.
@Command(
        name = "rehearse",
        hidden = true,
        description = "Run the service against busy simulated devices for a few seconds.")
final class RehearseCommand extends BaseCommand implements Callable<Integer> {

    @Option(names = "--seconds", paramLabel = "N", description = "Duration in seconds; default: 2.")
    int seconds = 2;

    @Override
    public Integer call() throws Exception {
        Cli cli = Cli.of(spec);
        try (TemporaryFolder folder = TemporaryFolder.make("rehearsal");
                CacheTraining rehearsal = new CacheTraining(cli.protocols)) {
            Path directory = folder.path();
            Path file = directory.resolve("polymeter.yaml");
            Systemd nobody = Systemd.of(Map.of(), () -> 0);
            Files.writeString(file, rehearsal.configuration() + "state: " + directory.resolve("state") + "\n");
            FirstRunDialog.finish(file, Protocol.kinds(cli.protocols()), nobody, cli.debug);
            try (Stop.CloseList running = new Stop.CloseList()) {
                Daemon.start(new Daemon.Launch(cli.protocols, file, nobody, cli.debug), running);
                Stop.with(() -> {}).run();
                rehearsal.play(Duration.ofSeconds(seconds));
            }
            PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
            PlainRun.run(cli.protocols, new PlainRun.Streams(nowhere, nowhere), "version");
            PlainRun.run(cli.protocols, new PlainRun.Streams(nowhere, nowhere), "check", file.toString());
        }
        return 0;
    }
}
