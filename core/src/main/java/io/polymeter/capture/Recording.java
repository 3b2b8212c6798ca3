package io.polymeter.capture;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The Modbus traffic of a file.
///
/// @param devices who was asked, in words
/// @param exchanges in the order in which they were asked
public record Recording(List<String> devices, List<Exchange> exchanges) {

    public Recording {
        devices = List.copyOf(devices);
        exchanges = List.copyOf(exchanges);
    }

    /// Reads a file that `record`, Wireshark or tcpdump wrote.
    ///
    /// @throws IOException with words for a person if it is none
    public static Recording read(Path file) throws IOException {
        try (InputStream source = new BufferedInputStream(Files.newInputStream(file))) {
            return read(source);
        }
    }

    /// Reads what stands in such a file.
    static Recording read(InputStream source) throws IOException {
        PcapngReader packets = new PcapngReader(source);
        Conversations conversations = new Conversations();
        PcapngReader.Captured packet = packets.next();
        while (packet != null) {
            conversations.add(packet);
            packet = packets.next();
        }
        return conversations.recording();
    }

    /// Microseconds since 1970 of the first frame; 0 where there is none.
    public long begin() {
        return exchanges.isEmpty() ? 0 : exchanges.getFirst().asked();
    }

    /// The same of the last one.
    public long end() {
        return exchanges.stream().mapToLong(Exchange::answered).max().orElse(0);
    }
}
