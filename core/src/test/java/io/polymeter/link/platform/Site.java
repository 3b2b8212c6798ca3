package io.polymeter.link.platform;

import io.polymeter.config.Configuration;
import io.polymeter.link.Health;
import io.polymeter.link.Protocol;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.FastClock;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.Wiring;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/// A Polymeter started from the text of a configuration, with one kind of source, in fast time.
public final class Site implements AutoCloseable {

    /// So many seconds pass in one.
    public static final int SPEED = 10;

    static {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    }

    private final Polymeter polymeter;

    public Site(Protocol protocol, String yaml) {
        this(List.of(protocol), yaml);
    }

    public Site(List<Protocol> protocols, String yaml) {
        Wiring wiring = new Wiring(Catalog.builtIn(), protocols);
        Configuration configuration = parse(yaml, wiring);
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw new AssertionError(configuration.problems().sorted().toString());
        }
        polymeter = new FastClock(SPEED).start(plan);
    }

    /// What `check` says is wrong.
    public static List<String> problems(Protocol protocol, String yaml) {
        return problems(List.of(protocol), yaml);
    }

    /// What `check` says is wrong, where there are several kinds.
    public static List<String> problems(List<Protocol> protocols, String yaml) {
        Wiring wiring = new Wiring(Catalog.builtIn(), protocols);
        Configuration configuration = parse(yaml, wiring);
        wiring.plan(configuration);
        return configuration.problems().sorted().stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .toList();
    }

    private static Configuration parse(String yaml, Wiring wiring) {
        return Configuration.parse(
                Path.of("target", "polymeter.yaml"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
    }

    public Readings readings(String meter) {
        return polymeter.meters().find(meter).orElseThrow().state().readings();
    }

    public double value(String meter, Point point) {
        return readings(meter).value(point);
    }

    public Duration age(String meter, Point point) {
        return Duration.ofNanos(polymeter.clock().nanos() - readings(meter).instant(point));
    }

    public long counter(String link, String counter) {
        return link(link).counters().getOrDefault(counter, 0L);
    }

    public long gauge(String link, String gauge) {
        return link(link).gauges().getOrDefault(gauge, 0L);
    }

    public String reason(String link) {
        return link(link).reason();
    }

    public Health.State state(String link) {
        return link(link).state();
    }

    /// What a link refuses, one a line.
    public String troubles(String link) {
        return link(link).troubles().stream()
                .map(trouble -> trouble.field() + ": " + trouble.sentence() + "\n")
                .collect(Collectors.joining());
    }

    private Snapshot.Link link(String name) {
        return polymeter.snapshot().links().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        polymeter.close();
    }
}
