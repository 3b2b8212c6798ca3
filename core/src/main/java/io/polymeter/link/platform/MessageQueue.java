package io.polymeter.link.platform;

import io.polymeter.link.Clock;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// Hands lines or messages that arrive on other threads to the one thread of a link.
public final class MessageQueue implements Flow.Subscriber<String> {

    private static final int AHEAD = 256;

    private final Clock.Signal news;
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile @Nullable Message end;

    /// Nothing yet.
    public MessageQueue(Clock clock) {
        news = clock.signal();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(AHEAD);
    }

    @Override
    public void onNext(String line) {
        lines.add(line);
        news.raise();
    }

    @Override
    public void onError(Throwable failure) {
        end(HttpFailure.said(failure));
    }

    @Override
    public void onComplete() {
        end(Message.of("stream-ended", "the server ended the stream"));
    }

    /// Nothing more will come.
    public void end(Message reason) {
        end = reason;
        news.raise();
    }

    /// The next line.
    ///
    /// @param most how long to wait for it
    /// @throws IOException where the stream has ended or the time has passed
    public String next(Duration most) throws IOException, InterruptedException {
        String line = poll(most);
        if (line == null) {
            throw new CodedIoException(Message.of("nothing-for", "nothing received for {seconds} s", most.toSeconds()));
        }
        return line;
    }

    /// The next line, null where the time has passed.
    ///
    /// @param most how long to wait for it
    /// @throws IOException where the stream has ended
    public @Nullable String poll(Duration most) throws IOException, InterruptedException {
        while (true) {
            Message over = end;
            String line = lines.poll();
            if (line != null) {
                Flow.Subscription source = subscription;
                if (source != null) {
                    source.request(1);
                }
                return line;
            }
            if (over != null) {
                throw new CodedIoException(over);
            }
            if (!news.await(most) && lines.isEmpty() && end == null) {
                return null;
            }
        }
    }

    /// Gives up the rest.
    public void cancel() {
        Flow.Subscription source = subscription;
        if (source != null) {
            source.cancel();
        }
    }
}
