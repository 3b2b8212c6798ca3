package io.polymeter.link.sparkplug;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Looks at the meters at a fixed interval, keeps what it sees in the journal, and tells whoever sends it. Goes on
/// whether somebody can be told or not.
final class RecorderLink implements Link {

    private final String name;
    private final List<PublishedMeter> meters;
    private final Duration every;
    private final Journal journal;
    private volatile SiteSnapshot latest = SiteSnapshot.NONE;
    private volatile Runnable listener = () -> {};

    RecorderLink(String name, List<PublishedMeter> meters, Duration every, Journal journal) {
        this.name = name;
        this.meters = meters;
        this.every = every;
        this.journal = journal;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return meters.size() == 1
                ? Message.of("link-records-one", "records 1 meter to be sent")
                : Message.of("link-records", "records {count} meters to be sent", meters.size());
    }

    @Override
    public Set<String> events() {
        return Set.of("rounds-not-kept");
    }

    /// The latest round.
    SiteSnapshot latest() {
        return latest;
    }

    /// Calls `next` after every round; it must not wait.
    void onRound(Runnable next) {
        listener = next;
    }

    @Override
    public void run(Context context) throws InterruptedException {
        Clock clock = context.clock();
        try {
            long next = clock.nanos();
            while (true) {
                record(context);
                next += every.toNanos();
                long left = next - clock.nanos();
                if (left < -every.toNanos()) {
                    // The machine slept.
                    next = clock.nanos();
                }
                clock.sleep(Duration.ofNanos(Math.max(0, left)));
            }
        } finally {
            journal.close();
        }
    }

    private void record(Context context) {
        Clock clock = context.clock();
        List<MeterSnapshot> seen =
                meters.stream().map(shown -> MeterSnapshot.of(shown, clock)).toList();
        SiteSnapshot round =
                new SiteSnapshot(latest.number() + 1, Math.max(0, clock.wall().toEpochMilli()), seen);
        latest = round;
        listener.run();
        try {
            journal.append(round);
            report(context, Health.State.UP, description());
        } catch (IOException e) {
            context.health().count("rounds-not-kept");
            report(
                    context,
                    Health.State.WAITING,
                    Message.of("nothing-kept", "nothing can be kept to be sent later: {why}", Message.of(e)));
        }
    }
}
