package io.polymeter.link.sparkplug;

import io.polymeter.sparkplug.MalformedPayloadException;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One file of a [Journal]: records, each a length and a checksum of four bytes and a payload.
///
/// @param number counts up; segments are in this order
/// @param start of its first record, milliseconds since 1970 UTC
record JournalSegment(Path file, long number, long start) {

    static final String ENDING = ".journal";

    private static final int HEADER = 8;
    /// A file that is longer was not written here.
    private static final long LONGEST = 4_000_000;

    private static final Pattern NAME = Pattern.compile("([0-9]{10})-([0-9]{1,15})\\" + ENDING);

    static JournalSegment of(Path directory, long number, long start) {
        String name = String.format(Locale.ROOT, "%010d-%d%s", number, start, ENDING);
        return new JournalSegment(directory.resolve(name), number, start);
    }

    /// Null where the file is none.
    static @Nullable JournalSegment of(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches()
                ? new JournalSegment(file, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))
                : null;
    }

    /// In bytes, 0 where it is not there any more.
    long size() {
        try {
            return Files.size(file);
        } catch (IOException _) {
            return 0;
        }
    }

    /// All of it, empty where it is not there any more.
    ByteBuffer load() throws IOException {
        try {
            return size() > LONGEST ? ByteBuffer.allocate(0) : ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return ByteBuffer.allocate(0);
        }
    }

    static ByteBuffer record(Payload payload) {
        byte[] bytes = payload.encode();
        return ByteBuffer.allocate(HEADER + bytes.length)
                .putInt(bytes.length)
                .putInt(checksum(bytes))
                .put(bytes)
                .flip();
    }

    /// The next record, null where there is no whole one.
    static @Nullable Payload next(ByteBuffer content) {
        if (content.remaining() < HEADER) {
            return null;
        }
        int length = content.getInt();
        int checksum = content.getInt();
        if (length < 0 || length > content.remaining()) {
            return null;
        }
        byte[] bytes = new byte[length];
        content.get(bytes);
        try {
            return checksum(bytes) == checksum ? Payload.decode(bytes) : null;
        } catch (MalformedPayloadException _) {
            return null;
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
