package io.polymeter.app.cli.client;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.capture.Recording;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.runtime.FileFailure;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of the commands that take a recording.
public final class RecordingOptions {

    @Option(names = "--device", paramLabel = "N", description = "Number of the device in the recording; default: 1.")
    int device = 1;

    @Option(names = "--line", paramLabel = "LINE", description = "Serial line, e.g. 19200-8E1; default: 9600-8N1.")
    @Nullable
    String line;

    /// The index of the chosen device.
    ///
    /// @throws CommandFailure where the recording has no such device
    public int device(Recording recording) {
        int known = recording.devices().size();
        if (device < 1 || device > known) {
            throw CommandFailure.usage("--device: the recording has devices 1 to " + known);
        }
        return device - 1;
    }

    /// The chosen settings of a serial line.
    public SerialParameters line() {
        return EndpointClients.line(line, null);
    }

    /// The traffic of a file.
    ///
    /// @throws CommandFailure where it holds no Modbus request
    public static Recording read(Path file) {
        Recording recording;
        try {
            recording = Recording.read(file);
        } catch (IOException e) {
            throw CommandFailure.usage(file + ": " + FileFailure.message(e));
        }
        if (recording.exchanges().isEmpty()) {
            throw CommandFailure.usage(file + ": there is no Modbus request in it");
        }
        return recording;
    }
}
