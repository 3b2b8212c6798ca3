package io.polymeter.app.cli;

import io.polymeter.app.cli.client.EndpointClients;
import io.polymeter.app.cli.client.RecordingOptions;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.capture.BusListener;
import io.polymeter.capture.Recording;
import io.polymeter.capture.learn.KnownValues;
import io.polymeter.capture.learn.Learner;
import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.runtime.FileFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter learn`: a draft of a profile out of traffic.
@Command(
        name = "learn",
        description = "Write a draft of a profile from a recording, or from what is heard on a serial line.",
        footer = {
            "",
            "On a serial line it listens and sends nothing. Each row has its evidence as a comment; rows of a confidence",
            "below 0.9 are commented out. With --against, registers are compared with a meter of the configuration that",
            "record kept beside the recording, in FILE.values.",
            "",
            "Examples:",
            "  polymeter learn traffic.pcapng --against grid > unknown.yaml",
            "  polymeter learn rtu:///dev/ttyUSB0 --line 9600-8N1 --seconds 1200 > unknown.yaml"
        })
final class LearnCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE.pcapng or ENDPOINT", description = "A recording, or a serial line to listen on.")
    @SuppressWarnings("NullAway.Init") // injected
    String subject;

    @Option(
            names = "--against",
            paramLabel = "METER",
            description = "A meter that measured the same at the same time; needs FILE.values.")
    @Nullable
    String against;

    @Option(names = "--seconds", paramLabel = "N", description = "Seconds to listen on a line; default: 900.")
    int seconds = 900;

    @Mixin
    @SuppressWarnings("NullAway.Init") // injected
    RecordingOptions options;

    @Override
    public Integer call() throws IOException {
        boolean live = subject.contains("://");
        if (live && against != null) {
            throw CommandFailure.usage("--against needs a recording, with the meter's values beside it");
        }
        Recording recording = live ? listen() : RecordingOptions.read(Path.of(subject));
        if (recording.exchanges().isEmpty()) {
            throw CommandFailure.failed("nothing was heard on " + subject + " in " + seconds
                    + " s; is --line right, and A and B not crossed?");
        }
        Learner learner = new Learner(recording, options.device(recording), reference());
        String draft;
        try {
            draft = learner.draft(source(recording));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.failed(subject + ": " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(draft);
        out.flush();
        return 0;
    }

    private String source(Recording recording) {
        long length = (recording.end() - recording.begin()) / 1_000_000;
        return "Traffic of " + recording.devices().get(options.device(recording)) + ", " + length + " s";
    }

    private @Nullable KnownValues reference() {
        if (against == null) {
            return null;
        }
        Path values = Path.of(subject + ".values");
        try {
            return KnownValues.read(values, against);
        } catch (IOException e) {
            throw CommandFailure.usage("--against " + against + ": " + values + ": " + FileFailure.message(e));
        }
    }

    private Recording listen() throws IOException {
        if (!(EndpointClients.endpoint(subject) instanceof Endpoint.Rtu(var path))) {
            throw CommandFailure.usage(
                    subject + ": only a serial line can be listened on; let `polymeter record` record a connection");
        }
        if (seconds < 1) {
            throw CommandFailure.usage("--seconds: a second or more");
        }
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        try (SerialLine open = SerialOpener.system().open(path.toString(), options.line())) {
            return new BusListener(Instant::now).listen(open, () -> System.nanoTime() - end > 0);
        }
    }
}
