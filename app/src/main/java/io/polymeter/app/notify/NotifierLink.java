package io.polymeter.app.notify;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Looks each second what is wrong, and hands on what has begun or is over. Each channel tells on a thread of its own.
final class NotifierLink implements Link {

    static final String NAME = "notify";

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final List<NotificationChannel> channels;
    private final Supplier<List<Occurrence>> present;
    private final Occurrences occurrences;
    private volatile List<PendingNotifications> outboxes = List.of();

    NotifierLink(List<NotificationChannel> channels, Supplier<List<Occurrence>> present, Occurrences occurrences) {
        this.channels = List.copyOf(channels);
        this.present = present;
        this.occurrences = occurrences;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Message description() {
        return Message.of(
                "link-notifies",
                "reports problems by {channels}",
                String.join(
                        ", ", channels.stream().map(NotificationChannel::name).toList()));
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        for (PendingNotifications each : outboxes) {
            PendingNotifications.Figures figures = each.figures();
            counters.put("sent-" + figures.channel(), figures.sent());
            counters.put("failed-" + figures.channel(), figures.failed());
            counters.put("dropped-" + figures.channel(), figures.dropped());
        }
        return counters;
    }

    @Override
    public Map<String, Long> gauges() {
        return Map.of(
                "waiting",
                outboxes.stream().mapToLong(each -> each.figures().waiting()).sum());
    }

    @Override
    public void run(Context context) throws InterruptedException {
        List<PendingNotifications> boxes = channels.stream()
                .map(each -> new PendingNotifications(each, context.clock()))
                .toList();
        outboxes = boxes;
        List<Thread> threads = new ArrayList<>();
        for (PendingNotifications box : boxes) {
            threads.add(Thread.ofVirtual().name("notify").start(box::work));
        }
        try {
            report(context, Health.State.UP, description());
            while (true) {
                context.clock().sleep(LOOK);
                List<Event> events = occurrences.look(
                        present.get(), context.clock().nanos(), context.clock().wall());
                events.forEach(event -> boxes.forEach(box -> box.add(event)));
                boxes.forEach(box -> faults(context, box.figures()));
            }
        } finally {
            threads.forEach(Thread::interrupt);
        }
    }

    private void faults(Context context, PendingNotifications.Figures figures) {
        if (figures.fault() == null) {
            settled(context, figures.channel());
        } else {
            trouble(context, Trouble.warning(figures.channel(), figures.fault(), ""));
        }
    }
}
