package io.polymeter.link.mqtt;

import io.polymeter.link.Backoff;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.link.mqtt.BrokerSession.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Takes back what a broker keeps of ours and the configuration has no more: nobody shall take it for something that
/// is there. Ends when nothing is left, or when the broker could not be reached for ten minutes: then the next start
/// tries it again.
final class TakeBackLink implements Link {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int AT_ONCE = 200;

    private final Broker broker;
    private final KeptTopics kept;
    private final WantedTopics wanted;

    TakeBackLink(Broker broker, KeptTopics kept, WantedTopics wanted) {
        this.broker = broker;
        this.kept = kept;
        this.wanted = wanted;
    }

    @Override
    public String name() {
        return "taken-back." + broker.shown();
    }

    @Override
    public io.polymeter.message.Message description() {
        return io.polymeter.message.Message.of(
                "link-takes-back", "takes back from {broker} what is no longer published", broker.shown());
    }

    @Override
    public Set<String> events() {
        return Set.of("taken-back");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Backoff backoff = new Backoff(context.random());
        long began = context.clock().nanos();
        List<String> gone = kept.gone(broker.shown(), wanted);
        while (!gone.isEmpty()) {
            try {
                takeBack(gone, context);
                gone = kept.gone(broker.shown(), wanted);
            } catch (IOException e) {
                io.polymeter.message.Message reason = io.polymeter.message.Message.of(
                        "about-3", "{name}: {why}", io.polymeter.message.Message.of(e), left(gone.size()));
                if (context.clock().nanos() - began > PATIENCE.toNanos()) {
                    trouble(
                            context,
                            Trouble.warning(
                                    "mqtt",
                                    io.polymeter.message.Message.of(
                                            "tried-next-start", "{why}, tried again at the next start", reason),
                                    ""));
                    return;
                }
                report(context, Health.State.WAITING, reason);
                context.clock().sleep(backoff.next());
            }
        }
    }

    private static io.polymeter.message.Message left(int count) {
        return count == 1
                ? io.polymeter.message.Message.of(
                        "still-kept-one", "1 topic that is no longer published is still kept by the broker")
                : io.polymeter.message.Message.of(
                        "still-kept",
                        "{count} topics that are no longer published are still kept by the broker",
                        count);
    }

    private void takeBack(List<String> gone, Context context) throws IOException, InterruptedException {
        var listener = new BrokerSession.Listener(_ -> {}, () -> {});
        try (BrokerSession session = BrokerSession.open(context.clock(), broker, null, listener)) {
            for (int i = 0; i < gone.size(); i += AT_ONCE) {
                List<String> some = gone.subList(i, Math.min(gone.size(), i + AT_ONCE));
                // First in words for those who listen, then not at all for those who come.
                session.publish(some.stream()
                        .filter(topic -> topic.endsWith("/availability") || topic.endsWith("/status"))
                        .map(topic -> Message.retained(topic, PublishLink.OFFLINE))
                        .toList());
                session.publish(
                        some.stream().map(topic -> Message.retained(topic, "")).toList());
            }
            boolean _ = session.leave(List.of());
        }
        kept.remove(broker.shown(), gone);
        gone.forEach(_ -> context.health().count("taken-back"));
        report(
                context,
                Health.State.UP,
                gone.size() == 1
                        ? io.polymeter.message.Message.of(
                                "took-back-one", "took back 1 topic from {broker}", broker.shown())
                        : io.polymeter.message.Message.of(
                                "took-back", "took back {count} topics from {broker}", gone.size(), broker.shown()));
    }
}
