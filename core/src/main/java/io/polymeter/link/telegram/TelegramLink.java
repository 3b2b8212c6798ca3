package io.polymeter.link.telegram;

import io.polymeter.config.kind.StreamEndpoint;
import io.polymeter.config.kind.StreamSource;
import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.point.Phase;
import io.polymeter.store.Meter;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A meter on a line of its own. It ends when the line does; the supervisor opens it anew.
final class TelegramLink implements Link {

    private final String name;
    private final StreamEndpoint from;
    private final StreamSource.@Nullable Fetching fetching;
    private final TelegramExchange conversation;
    private final StreamLines lines;
    private final TelegramIntake intake;

    /// What is heard, and where.
    ///
    /// @param name of the link
    /// @param phase where the meter has one phase alone and it is known which; else null
    public record Terms(
            String name,
            StreamSource from,
            Meter meter,
            @Nullable Phase phase) {}

    /// @param lines opens the line
    public TelegramLink(Terms terms, TelegramExchange conversation, StreamLines lines) {
        this.name = terms.name();
        this.from = terms.from().from();
        this.fetching = terms.from().fetching();
        this.conversation = conversation;
        this.lines = lines;
        this.intake = new TelegramIntake(terms.meter(), terms.phase());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of("receives", "receives from {place}", from);
    }

    @Override
    public Set<String> events() {
        return Set.of("telegrams", "refused-telegrams", "refused-fields");
    }

    /// Where it listens, for people.
    String place() {
        return from.toString();
    }

    @Override
    public void run(Context context) throws Exception {
        try (SerialLine line = lines.open(from, conversation.formats().getFirst(), fetching, context.clock())) {
            TelegramReception hearing = new TelegramReception(this, context, intake);
            if (line.pinsThread()) {
                onPlatformThread(line, hearing);
            } else {
                conversation.run(line, hearing);
            }
        }
    }

    /// Reading a serial port blocks the thread below a virtual one, and there are only as many of those as
    /// processors.
    private void onPlatformThread(SerialLine line, TelegramReception hearing) throws IOException, InterruptedException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            conversation.run(line, hearing);
            return null;
        });
        Thread thread =
                Thread.ofPlatform().daemon().name("meter " + line.name()).start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            // It may be in the middle of a read: closing the line ends that.
            line.close();
            thread.interrupt();
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default ->
                new CodedIoException(
                        Message.of("connection-interrupted", "the connection was interrupted"),
                        cause == null ? new IOException("no cause") : cause);
        };
    }
}
