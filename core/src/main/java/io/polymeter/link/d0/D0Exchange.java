package io.polymeter.link.d0;

import io.polymeter.config.LineFormat;
import io.polymeter.link.Clock;
import io.polymeter.link.telegram.EvenParity;
import io.polymeter.link.telegram.StreamLines;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialParameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Characters to and from a meter (IEC 62056-21, section 6.3): messages, acknowledgements and block checks.
final class D0Exchange {

    static final char SOH = 1;
    static final char STX = 2;
    static final char ETX = 3;
    static final char ACK = 6;
    static final char NAK = 0x15;

    private static final int LONGEST = 16_384;
    private static final long SLICE = 100_000_000;
    /// A meter reacts within 1.5 s and pauses no longer between two characters; adapters add to that.
    private static final Duration PATIENCE = Duration.ofMillis(2500);

    private final SerialLine line;
    private final Clock clock;
    private final byte[] chunk = new byte[256];
    private LineFormat format;
    private int at;
    private int count;
    /// What was sent last, as long as it may come back: a head that hears its own light echoes it.
    private byte[] echo = new byte[0];
    private int echoed;
    /// How much of what looked like an echo was none, and is still to be given.
    private int released;

    D0Exchange(SerialLine line, Clock clock, LineFormat format) {
        this.line = line;
        this.clock = clock;
        this.format = format;
    }

    /// A message, and how it ended.
    ///
    /// @param text between its first and last character, without them
    /// @param end `\n` for a line, ETX for a block, ACK or NAK; `!` for data without a block around it
    /// @param head the character it began with
    /// @param sound whether parity and block check were right
    record Message(String text, char head, char end, boolean sound) {}

    /// Another rate from now on; bits and parity stay.
    void rate(int baud) throws IOException {
        rate(new LineFormat(baud, format.dataBits(), format.parity(), format.stopBits()));
    }

    void rate(LineFormat other) throws IOException {
        format = other;
        line.change(StreamLines.parameters(other));
    }

    /// Sends, and waits until it has left.
    void send(String text) throws IOException, InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        line.write(bytes, bytes.length);
        echo = bytes;
        echoed = 0;
        released = 0;
        if (line.paced()) {
            SerialParameters parameters = StreamLines.parameters(format);
            clock.sleep(Duration.ofNanos(parameters.characters(bytes.length)));
        }
    }

    /// Sends a command with its block check.
    void command(String head, String data) throws IOException, InterruptedException {
        String body = head + (data.isEmpty() ? "" : STX + data) + ETX;
        send(SOH + body + (char) check(body));
    }

    /// The exclusive or of all characters.
    static int check(String body) {
        return body.chars().reduce(0, (a, b) -> a ^ b);
    }

    /// Forgets what was received so far.
    void clear() throws IOException {
        at = 0;
        count = 0;
        while (line.read(chunk, 0) > 0) {
            // Late characters of an earlier exchange.
        }
    }

    /// The next line, without its end; null where none comes.
    @Nullable
    Message line() throws IOException, InterruptedException {
        return collect(false);
    }

    /// The next block, acknowledgement, or data up to `!`; null where none comes.
    @Nullable
    Message block() throws IOException, InterruptedException {
        return collect(true);
    }

    private @Nullable Message collect(boolean block) throws IOException, InterruptedException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean sound = true;
        char head = 0;
        while (text.size() < LONGEST) {
            int raw = next();
            if (raw < 0) {
                return null;
            }
            sound &= raw < 0x80 || EvenParity.isRight((byte) raw);
            char value = (char) (raw & 0x7f);
            if (block && head == 0 && text.size() == 0 && (value == ACK || value == NAK)) {
                return new Message("", value, value, sound);
            }
            if (block && head == 0 && (value == STX || value == SOH)) {
                // What came before is what a line says while its rate changes.
                head = value;
                text.reset();
                sound = raw < 0x80 || EvenParity.isRight((byte) raw);
            } else if (block && head != 0 && value == ETX) {
                int check = next();
                String body = text.toString(StandardCharsets.US_ASCII);
                return check < 0
                        ? null
                        : new Message(body, head, value, sound && check(body + value) == (check & 0x7f));
            } else if (!block && value == '\n') {
                return new Message(text.toString(StandardCharsets.US_ASCII).strip(), head, value, sound);
            } else if (block && head == 0 && value == '!') {
                return new Message(text.toString(StandardCharsets.US_ASCII), head, value, sound);
            } else {
                text.write(value);
            }
        }
        return null;
    }

    /// The next character that is not our own; negative where none comes.
    private int next() throws IOException, InterruptedException {
        while (released == 0 && echoed < echo.length) {
            int raw = received();
            if (raw >= 0 && (raw & 0x7f) == echo[echoed]) {
                echoed++;
                continue;
            }
            // No echo after all: what was taken for it comes first.
            byte[] held = Arrays.copyOf(echo, echoed);
            echo = new byte[0];
            if (echoed == 0 || raw < 0) {
                return raw;
            }
            at--;
            echo = held;
            released = held.length;
        }
        if (released > 0) {
            return echo[echo.length - released--] & 0xff;
        }
        return received();
    }

    /// The next character with its parity, if the line passes that on.
    private int received() throws IOException, InterruptedException {
        long deadline = clock.nanos() + PATIENCE.toNanos();
        while (at == count) {
            at = 0;
            count = line.read(chunk, SLICE);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (count == 0 && clock.nanos() - deadline >= 0) {
                return -1;
            }
        }
        return chunk[at++] & 0xff;
    }
}
