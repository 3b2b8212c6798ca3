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
    public String description() {
        return "takes back from " + broker.shown() + " what is no longer published";
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
            String left = (gone.size() == 1 ? "1 topic that is" : gone.size() + " topics that are")
                    + " no longer published " + (gone.size() == 1 ? "is" : "are") + " still kept by the broker";
            try {
                takeBack(gone, context);
                gone = kept.gone(broker.shown(), wanted);
            } catch (IOException e) {
                String reason = e.getMessage() + ": " + left;
                if (context.clock().nanos() - began > PATIENCE.toNanos()) {
                    trouble(context, Trouble.warning("mqtt", reason + ", tried again at the next start", ""));
                    return;
                }
                report(context, Health.State.WAITING, reason);
                context.clock().sleep(backoff.next());
            }
        }
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
                "took back " + gone.size() + (gone.size() == 1 ? " topic" : " topics") + " from " + broker.shown());
    }
}
