package io.polymeter.app.scan;

import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The serial adapters of this machine, by the names that stay when they are plugged in again.
///
/// @param targets e.g. `rtu:///dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0`
/// @param notes which are not asked, and why
record SerialAdapters(List<String> targets, List<Message> notes) {

    static final Path BY_ID = Path.of("/dev/serial/by-id");
    private static final int MOST = 16;

    /// Radios, modems and receivers: what is written to them is no question to a meter.
    private static final Pattern OTHER = Pattern.compile(
            "zig-?bee|conbee|raspbee|z-?wave|skyconnect|thread|modem|gnss|gps|u-blox|bluetooth|huawei_mobile|sierra|quectel"
                    + "|optical|arduino|printer",
            Pattern.CASE_INSENSITIVE);

    SerialAdapters {
        targets = List.copyOf(targets);
        notes = List.copyOf(notes);
    }

    static SerialAdapters look(Path directory) {
        List<String> targets = new ArrayList<>();
        List<Message> notes = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return new SerialAdapters(
                    targets,
                    List.of(Message.of(
                            "no-serial-adapter", "no serial adapter is plugged in: there is no {path}", directory)));
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            List<Path> sorted = new ArrayList<>();
            files.forEach(sorted::add);
            sorted.sort(Path::compareTo);
            for (Path file : sorted) {
                if (OTHER.matcher(file.getFileName().toString()).find()) {
                    notes.add(Message.of(
                            "adapter-no-meters",
                            "{name} is not asked: by its name it is no line with meters; where it is, name it as {place}",
                            file,
                            "rtu://" + file));
                } else if (!Files.isReadable(file) || !Files.isWritable(file)) {
                    notes.add(Message.of(
                            "adapter-denied",
                            "{name} is not asked: this user may not open it; add the user to the group dialout",
                            file));
                } else if (targets.size() >= MOST) {
                    notes.add(Message.of(
                            "adapter-too-many",
                            "{name} is not asked: there are more than {number} adapters; name it",
                            file,
                            MOST));
                } else {
                    targets.add("rtu://" + file);
                }
            }
        } catch (IOException e) {
            notes.add(Message.of("path-cannot-be-read", "{path} cannot be read: {why}", directory, Message.of(e)));
        }
        return new SerialAdapters(targets, notes);
    }
}
