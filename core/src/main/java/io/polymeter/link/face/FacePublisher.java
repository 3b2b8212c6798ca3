package io.polymeter.link.face;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.link.mqtt.BrokerSession;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.view.ShownValues;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// An emulated device as a client of a broker: it says that it is there, sends its values when there are new ones, not
/// more often than its interval, takes what is sent to it, and says that it goes.
public final class FacePublisher implements Link {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int MAX_WAITING = 32;

    private final String name;
    private final Terms terms;
    private final Device device;

    /// To whom it is told, and how often.
    ///
    /// @param every the shortest time between two sendings
    public record Terms(Broker broker, Duration every, ShownMeter meter) {}

    /// What the device says and hears.
    public interface Device {

        /// What it does there, for people.
        io.polymeter.message.Message description();

        /// Its presence, as a message that the broker keeps; null where it has none.
        @Nullable
        Message presence(boolean online);

        /// The topics it listens to.
        default List<String> topics() {
            return List.of();
        }

        /// There is a connection.
        Conversation begin(BrokerSession session) throws IOException;

        /// The connection has ended.
        default void ended() {}
    }

    /// One connection.
    public interface Conversation {

        /// Answers a message to one of the topics.
        default void take(Message message) throws IOException, InterruptedException {}

        /// Sends the values, where they are other than those it has sent.
        ///
        /// @return whether they were others
        boolean send(ShownValues values, Clock clock) throws IOException, InterruptedException;
    }

    /// @param name of the link
    public FacePublisher(String name, Terms terms, Device device) {
        this.name = name;
        this.terms = terms;
        this.device = device;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public io.polymeter.message.Message description() {
        return device.description();
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock.Signal news = context.clock().signal();
        BlockingQueue<Message> inbox = new LinkedBlockingQueue<>(MAX_WAITING);
        BrokerSession.Listener listener = new BrokerSession.Listener(
                message -> {
                    boolean _ = inbox.offer(message);
                    news.raise();
                },
                news::raise);
        Message offline = device.presence(false);
        try (BrokerSession session = BrokerSession.open(context.clock(), terms.broker(), offline, listener)) {
            Runnable end = terms.meter().meter().onUpdate(news::raise);
            try {
                Message online = device.presence(true);
                if (online != null) {
                    session.publish(online);
                }
                if (!device.topics().isEmpty()) {
                    session.subscribe(device.topics(), 1);
                }
                Conversation conversation = device.begin(session);
                report(context, Health.State.UP, description());
                while (true) {
                    session.check();
                    serve(conversation, inbox, context.clock(), news);
                }
            } finally {
                end.run();
                device.ended();
                boolean _ = session.leave(offline == null ? List.of() : List.of(offline));
            }
        }
    }

    private void serve(Conversation conversation, BlockingQueue<Message> inbox, Clock clock, Clock.Signal news)
            throws IOException, InterruptedException {
        long sent = clock.nanos();
        long wait =
                conversation.send(terms.meter().now(), clock) ? terms.every().toNanos() : 0;
        do {
            for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
                conversation.take(message);
            }
            long left = sent + wait - clock.nanos();
            boolean _ = news.await(left <= 0 ? LOOK : Duration.ofNanos(Math.min(left, LOOK.toNanos())));
        } while (clock.nanos() - sent < wait);
    }
}
