package io.polymeter.runtime;

import io.polymeter.link.Clock;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Runs links, each on a thread of its own, which one that works in steps has only during a step. What failed is
/// started again: after a second, then two, up to a minute, and after a second again once a link has run for half a
/// minute or worked for two seconds. What one link does never reaches another.
public final class Supervisor implements AutoCloseable {

    /// A link that ran so long has recovered: its next failure is a new one.
    static final Duration GOOD = Duration.ofSeconds(30);

    /// A link that was up so long has worked: what restarts often is not served ever more rarely. One that is thrown
    /// out as soon as it is up has not.
    static final Duration WORKED = Duration.ofSeconds(2);

    /// How long all links together may take to stop.
    static final Duration STOP_WITHIN = Duration.ofMillis(1800);

    private final Tools tools;
    private final ConcurrentMap<String, SupervisedLink> running = new ConcurrentHashMap<>();
    private Runnable unwatch = () -> {};

    /// @param random jitter, one generator for each link
    /// @param threads makes the thread of each link
    public Supervisor(Clock clock, Supplier<RandomGenerator> random, ThreadFactory threads) {
        this.tools = new Tools(clock, random, threads);
    }

    /// What each link gets.
    record Tools(Clock clock, Supplier<RandomGenerator> random, ThreadFactory threads) {}

    /// With this machine's clock, on virtual threads. Links that spin are ended and run again later.
    public static Supervisor system(Clock clock) {
        Supervisor supervisor = new Supervisor(
                clock,
                RandomGenerator::getDefault,
                Thread.ofVirtual().name("link-", 0).factory());
        supervisor.unwatch =
                MachineTime.SYSTEM.onBeat(new SpinWatch(supervisor.running.values(), SpinWatch::processorNanos));
        return supervisor;
    }

    /// Starts a link.
    ///
    /// @param health where it tells how it is; may have counted before
    /// @throws IllegalStateException if a link of this name runs
    public void start(Link link, Health health) {
        SupervisedLink next = new SupervisedLink(link, health, tools);
        if (running.putIfAbsent(link.name(), next) != null) {
            throw new IllegalStateException("duplicate link name " + link.name());
        }
        next.begin();
    }

    /// Stops links by name and waits until they have ended, at most 2 s; unknown names do not matter.
    public void stop(Collection<String> names) {
        List<SupervisedLink> ending = new ArrayList<>();
        for (String name : names) {
            SupervisedLink link = running.remove(name);
            if (link != null) {
                link.interrupt();
                ending.add(link);
            }
        }
        long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
        boolean interrupted = false;
        for (SupervisedLink link : ending) {
            interrupted |= !link.join(deadline);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends what links do, and lets them do nothing until they are released: their connections and ports are closed.
    ///
    /// @param reason for people
    void hold(Collection<String> names, Message reason) {
        for (String name : names) {
            SupervisedLink link = running.get(name);
            if (link != null) {
                link.hold(reason);
            }
        }
    }

    /// Lets links go on that were held.
    void release(Collection<String> names) {
        for (String name : names) {
            SupervisedLink link = running.get(name);
            if (link != null) {
                link.release();
            }
        }
    }

    /// True while a link has not got anywhere since it was started.
    boolean starting() {
        for (SupervisedLink link : running.values()) {
            if (link.health().status().state() == Health.State.STARTING) {
                return true;
            }
        }
        return false;
    }

    /// The links that run or wait to run again, by name.
    public List<Supervised> links() {
        return running.values().stream()
                .map(link -> new Supervised(link.link(), link.health()))
                .sorted((a, b) -> a.link().name().compareTo(b.link().name()))
                .toList();
    }

    /// A link and how it is.
    public record Supervised(Link link, Health health) {}

    /// Stops all links within 2 s.
    @Override
    public void close() {
        unwatch.run();
        stop(List.copyOf(running.keySet()));
    }
}
