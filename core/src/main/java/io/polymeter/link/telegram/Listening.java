package io.polymeter.link.telegram;

import io.polymeter.config.LineFormat;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Listens to a meter that sends without being asked. Where its line is not known, each of several is listened to
/// in turn until a telegram is understood.
public final class Listening implements TelegramExchange {

    /// Longer than the slowest meters pause between two telegrams, which is 10 s.
    static final Duration TRIAL = Duration.ofSeconds(15);

    private static final long SLICE = 500_000_000;
    private static final int CHUNK = 1024;

    private final Supplier<? extends TelegramParser> parsers;
    private final List<LineFormat> formats;

    /// @param formats what the line may look like; one where the configuration says so
    public Listening(Supplier<? extends TelegramParser> parsers, List<LineFormat> formats) {
        this.parsers = parsers;
        this.formats = List.copyOf(formats);
    }

    @Override
    public List<LineFormat> formats() {
        return formats;
    }

    @Override
    public void run(SerialLine line, TelegramReception hearing) throws IOException, InterruptedException {
        byte[] chunk = new byte[CHUNK];
        Message[] suspicions = new Message[formats.size()];
        Arrays.fill(suspicions, Message.verbatim(""));
        TelegramParser parser = parsers.get();
        long begun = hearing.clock().nanos();
        int format = 0;
        while (!hearing.isLost()) {
            int count = line.read(chunk, SLICE);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (count > 0) {
                parser.take(chunk, count, hearing);
            }
            boolean over = hearing.clock().nanos() - begun >= TRIAL.toNanos();
            if (over && hearing.silence() >= TRIAL.toNanos()) {
                suspicions[format] = parser.suspicion();
                hearing.silent(first(suspicions));
                begun = hearing.clock().nanos();
                if (formats.size() > 1) {
                    format = (format + 1) % formats.size();
                    line.change(StreamLines.parameters(formats.get(format)));
                    parser = parsers.get();
                }
            }
        }
    }

    /// The likeliest line's, so that the same cause is told in the same words again.
    private static Message first(Message[] suspicions) {
        return Arrays.stream(suspicions)
                .filter(each -> !each.isEmpty())
                .findFirst()
                .orElse(Message.verbatim(""));
    }
}
