package io.polymeter.runtime;

import io.polymeter.config.Current;
import io.polymeter.link.Clock;
import io.polymeter.link.Controls;
import io.polymeter.link.Health;
import io.polymeter.link.HistoryReader;
import io.polymeter.link.Link;
import io.polymeter.link.Offer;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Reconfiguration;
import io.polymeter.link.Site;
import io.polymeter.store.CounterBook;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running Polymeter: the meters, the links that feed and show them, and how they are.
public final class Polymeter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Polymeter.class);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

    private final Clock clock;
    private final Supervisor supervisor;
    private final MeterStore store;
    private final @Nullable CounterLink counters;
    private final Offer<HistoryReader> past = new Offer<>();
    private final Offer<Reconfiguration> reconfiguration = new Offer<>();
    // Guarded by this: reloading is rare, and done by one at a time.
    private final Map<String, Link> links = new HashMap<>();
    private volatile @Nullable Running running;

    /// What was last loaded: replaced whole, so that nobody sees a plan with another plan's meters.
    private record Running(Plan plan, Map<String, Meter> meters, List<ProtocolLinks.Output> outputs) {}

    private Polymeter(Clock clock, Supervisor supervisor, @Nullable Path directory) {
        this.clock = clock;
        this.supervisor = supervisor;
        CounterBook book = new CounterBook();
        this.store = new MeterStore(book);
        this.counters = directory == null ? null : new CounterLink(directory.resolve("counters"), book);
    }

    /// Starts everything, in this machine's time.
    public static Polymeter start(Plan plan) {
        Clock clock = SystemClock.watched();
        return start(plan, clock, Supervisor.system(clock));
    }

    /// Starts everything, in this machine's time, with energy counters that go on from those in the state directory
    /// and are stored there.
    public static Polymeter remembering(Plan plan) {
        Clock clock = SystemClock.watched();
        return remembering(plan, clock, Supervisor.system(clock));
    }

    static Polymeter remembering(Plan plan, Clock clock, Supervisor supervisor) {
        Polymeter polymeter = new Polymeter(clock, supervisor, plan.settings().state());
        CounterLink counters = Objects.requireNonNull(polymeter.counters);
        counters.begin();
        polymeter.reload(plan);
        supervisor.start(counters, new Health());
        return polymeter;
    }

    /// Starts everything.
    ///
    /// @param supervisor runs the links, and is closed with this
    public static Polymeter start(Plan plan, Clock clock, Supervisor supervisor) {
        Polymeter polymeter = new Polymeter(clock, supervisor, null);
        polymeter.reload(plan);
        return polymeter;
    }

    /// Goes over to another plan, made with the same protocols. Links whose settings did not change run on, with
    /// their connections; meters whose source did not change keep their values.
    public synchronized void reload(Plan plan) {
        Running old = running;
        Map<String, PlannedMeter> before = old == null ? Map.of() : old.plan().meters();
        Map<String, Meter> meters = new HashMap<>();
        before.keySet().stream()
                .filter(name -> !plan.meters().containsKey(name))
                .forEach(store::remove);
        plan.meters().forEach((name, meter) -> {
            Meter known = store.find(name).orElse(null);
            if (known == null || !meter.equals(before.get(name))) {
                known = store.add(name, meter.profile(), meter.settings().correct());
                known.counters().integrate(EnergyIntegration.gap(meter.settings()));
                known.role(meter.settings().effectiveRole());
                Current rated = meter.settings().ratedCurrent();
                known.counters().rated(rated == null ? Current.USUAL.amperes() : rated.amperes());
            }
            meters.put(name, known);
        });
        List<ProtocolLinks.Part> parts = new ArrayList<>();
        List<ProtocolLinks.Output> outputs = new ArrayList<>();
        Site site = new Site(store, clock, new Controls(), past, reconfiguration);
        for (Protocol.Blueprint blueprint : plan.blueprints()) {
            ProtocolLinks assembly = blueprint.build(site);
            parts.addAll(assembly.parts());
            outputs.addAll(assembly.outputs());
        }
        running = new Running(plan, Map.copyOf(meters), List.copyOf(outputs));
        replace(parts);
    }

    /// Ends what is not wanted any more before anything begins: it may hold the port that a new link needs.
    private void replace(List<ProtocolLinks.Part> parts) {
        Map<String, Link> wanted = new HashMap<>();
        parts.forEach(part -> wanted.put(part.link().name(), part.link()));
        List<String> gone = links.entrySet().stream()
                .filter(entry -> wanted.get(entry.getKey()) != entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
        supervisor.stop(gone);
        links.keySet().removeAll(gone);
        int begun = 0;
        for (ProtocolLinks.Part part : parts) {
            if (links.putIfAbsent(part.link().name(), part.link()) == null) {
                supervisor.start(part.link(), part.health());
                begun++;
            }
        }
        LOG.debug("{} links run on, {} ended, {} begin", links.size() - begun, gone.size(), begun);
    }

    /// Waits until every link has got somewhere: it listens, is connected, or says what is in its way.
    ///
    /// @param most how long
    public void awaitBegun(Duration most) {
        long deadline = clock.nanos() + most.toNanos();
        try {
            while (supervisor.starting() && clock.nanos() - deadline < 0) {
                clock.sleep(LOOK_AGAIN);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Running running() {
        return Objects.requireNonNull(running);
    }

    /// What was last loaded.
    public Plan plan() {
        return running().plan();
    }

    /// Runs one more link beside those of the plan, such as a page that shows how everything is. It is started
    /// again when it fails, and stopped with everything else; a reload leaves it alone.
    ///
    /// @throws IllegalStateException if a link of this name runs
    public void attach(Link link) {
        supervisor.start(link, new Health());
    }

    /// Stops a link that was attached, within 2 s.
    public void detach(Link link) {
        supervisor.stop(List.of(link.name()));
    }

    /// The meters, e.g. to wait for news.
    public MeterStore meters() {
        return store;
    }

    /// The outputs that run; the same list until they are others.
    public List<ProtocolLinks.Output> outputs() {
        Running now = running;
        return now == null ? List.of() : now.outputs();
    }

    /// Where links find what was kept of the past.
    public Offer<HistoryReader> past() {
        return past;
    }

    /// Where links find the way to change the configuration.
    public Offer<Reconfiguration> reconfiguration() {
        return reconfiguration;
    }

    /// The time everything here lives by.
    public Clock clock() {
        return clock;
    }

    /// How everything is. Never waits for anything that works.
    public Snapshot snapshot() {
        long now = clock.nanos();
        Running current = running();
        List<Snapshot.Meter> meters = measurements(current, now);
        List<Snapshot.Output> outputs = current.outputs().stream()
                .map(output -> new Snapshot.Output(
                        output.name(),
                        output.meter(),
                        output.profile(),
                        output.where(),
                        output.statistics().apply(now),
                        output.face()))
                .toList();
        List<Snapshot.Link> states = supervisor.links().stream()
                .map(link -> SnapshotBuilder.of(link, now))
                .toList();
        return new Snapshot(current.plan(), now, meters, states, outputs);
    }

    /// What every meter shows. Never waits for anything that works.
    public List<Snapshot.Meter> measurements() {
        return measurements(running(), clock.nanos());
    }

    private static List<Snapshot.Meter> measurements(Running current, long now) {
        List<Snapshot.Meter> meters = new ArrayList<>();
        current.plan().meters().forEach((name, planned) -> {
            Meter meter = Objects.requireNonNull(current.meters().get(name));
            meters.add(SnapshotBuilder.of(planned, meter.state(), now));
        });
        return List.copyOf(meters);
    }

    /// The names of the links that no longer turn: theirs is a defect no restart of a link mends.
    public List<String> hung() {
        return supervisor.links().stream()
                .map(Supervisor.Supervised::link)
                .filter(link -> !link.responsive())
                .map(Link::name)
                .toList();
    }

    /// What runs the links.
    Supervisor supervisor() {
        return supervisor;
    }

    /// Stops everything within 2 s.
    @Override
    public void close() {
        supervisor.close();
        if (counters != null) {
            counters.end();
        }
    }
}
