package io.polymeter.link.sparkplug;

import io.polymeter.link.Backoff;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.link.mqtt.BrokerSession;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.sparkplug.EdgeNodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/// One connection of the edge node to its broker, for as long as it lasts: waits for the primary host, then tells
/// what there is, what is new, and, when there is time, what was not told before.
final class EdgeNodeLink implements Link {

    /// Messages that may wait to be read; a host that sends more is not heard.
    private static final int INBOX = 64;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final String name;
    private final Broker broker;
    private final @Nullable String primaryHost;
    private final EdgeNode node;

    EdgeNodeLink(String name, Broker broker, @Nullable String primaryHost, EdgeNode node) {
        this.name = name;
        this.broker = broker;
        this.primaryHost = primaryHost;
        this.node = node;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public io.polymeter.message.Message description() {
        return io.polymeter.message.Message.of(
                "link-is-edge-node", "is the edge node {node} at {broker}", node.id(), broker.shown());
    }

    @Override
    public Set<String> events() {
        return Set.of("connects", "messages-dropped", "state-ignored", "host-offline");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Backoff backoff = new Backoff(context.random());
        PrimaryHostState host = new PrimaryHostState();
        while (true) {
            session(context, host);
            // The primary host has gone: the connection is made anew, and waits for it there.
            context.clock().sleep(backoff.next());
        }
    }

    /// Returns when the primary host goes.
    private void session(Context context, PrimaryHostState host) throws IOException, InterruptedException {
        Clock clock = context.clock();
        Clock.Signal news = clock.signal();
        Queue<Message> inbox = new ArrayBlockingQueue<>(INBOX);
        int bdSeq = node.file().nextBdSeq();
        Message will = SparkplugSession.death(node.id(), bdSeq, now(clock));
        BrokerSession.Listener listener =
                new BrokerSession.Listener(message -> take(message, inbox, context, news), news::raise);
        try (BrokerSession connection = BrokerSession.open(clock, broker, will, listener)) {
            SessionLoop visit = new SessionLoop(
                    node, name, context, new SparkplugSession(node.terms(), bdSeq, connection::publish));
            context.health().count("connects");
            host.forget();
            node.recorder().onRound(news::raise);
            boolean told = false;
            try {
                connection.subscribe(topics(), 1);
                context.connected();
                while (serve(connection, visit, inbox, host)) {
                    say(context, visit);
                    boolean _ = news.await(visit.wait(LOOK));
                }
            } finally {
                // While a node goes, its last word must not be lost because it is interrupted.
                boolean interrupted = Thread.interrupted();
                told = connection.leave(List.of(visit.session().death(now(clock))));
                visit.end(told);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private static long now(Clock clock) {
        return Math.max(0, clock.wall().toEpochMilli());
    }

    private void say(Context context, SessionLoop visit) {
        if (visit.session().born()) {
            report(context, Health.State.UP, description());
        } else {
            report(
                    context,
                    Health.State.WAITING,
                    io.polymeter.message.Message.of(
                            "waits-for-host", "waits for the primary host {name}", primaryHost));
        }
    }

    private static void take(Message message, Queue<Message> inbox, Context context, Clock.Signal news) {
        if (!inbox.offer(message)) {
            context.health().count("messages-dropped");
        }
        news.raise();
    }

    private List<String> topics() {
        List<String> topics =
                new ArrayList<>(List.of(node.id().topic("NCMD"), node.id().topic("DCMD") + "/+"));
        if (primaryHost != null) {
            topics.add(EdgeNodeId.state(primaryHost));
        }
        return topics;
    }

    /// One turn.
    ///
    /// @return false where the primary host has gone
    private boolean serve(BrokerSession connection, SessionLoop visit, Queue<Message> inbox, PrimaryHostState host)
            throws IOException, InterruptedException {
        connection.check();
        for (Message next = inbox.poll(); next != null; next = inbox.poll()) {
            if (primaryHost == null || !next.topic().equals(EdgeNodeId.state(primaryHost))) {
                visit.command(next);
            } else if (!host.take(next.payload())) {
                visit.count("state-ignored");
            } else if (!host.online() && visit.session().born()) {
                visit.count("host-offline");
                return false;
            }
        }
        if (primaryHost == null || host.online()) {
            visit.turn();
        }
        return true;
    }
}
