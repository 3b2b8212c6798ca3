package io.polymeter.app.metrics;

import io.polymeter.link.Health;
import io.polymeter.loop.Distribution;
import io.polymeter.loop.GroupTiming;
import io.polymeter.loop.Oscillation.Verdict;
import io.polymeter.loop.OutputTiming;
import io.polymeter.loop.SwingWatch;
import io.polymeter.loop.Timing;
import io.polymeter.point.Phase;
import io.polymeter.point.Unit;
import io.polymeter.runtime.Snapshot;
import io.polymeter.runtime.SystemClock;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The metric families, with names and base units as Prometheus recommends them. A value that was not received, or
/// is too old, is missing: absent is not zero.
final class Families {

    private final Map<String, GaugeSnapshot.Builder> gauges = new TreeMap<>();
    private final Map<String, CounterSnapshot.Builder> counters = new TreeMap<>();
    private final Map<String, HistogramSnapshot.Builder> histograms = new TreeMap<>();

    private Families() {}

    static List<MetricSnapshot> of(Snapshot snapshot, Map<String, SwingWatch> swings, String version) {
        Families families = new Families();
        families.gauge(
                "polymeter_build_info",
                "The program that runs; always 1.",
                Labels.of("version", version, "java", Runtime.version().toString()),
                1);
        families.counter(
                "polymeter_standstills",
                "How often the program stood still for more than a second: stopped, or on a suspended machine.",
                Labels.EMPTY,
                SystemClock.standstills());
        snapshot.meters().forEach(families::meter);
        snapshot.links().forEach(families::link);
        snapshot.outputs().forEach(families::output);
        for (Snapshot.Output output : snapshot.outputs()) {
            OutputTiming timing = output.statistics().timing();
            if (timing != null) {
                timing.groups().forEach((group, each) -> families.timing(output.name(), group, each, snapshot.nanos()));
            }
        }
        swings.forEach(families::swing);
        List<MetricSnapshot> all = new ArrayList<>();
        families.gauges.values().forEach(builder -> all.add(builder.build()));
        families.counters.values().forEach(builder -> all.add(builder.build()));
        families.histograms.values().forEach(builder -> all.add(builder.build()));
        return all;
    }

    private void meter(Snapshot.Meter meter) {
        Map<String, Double> ages = new TreeMap<>();
        for (Snapshot.Reading reading : meter.readings()) {
            double age = reading.age().toNanos() / 1e9;
            if (!reading.group().equals("identity")) {
                ages.merge(reading.group(), age, Math::max);
            }
            if (reading.text() == null && reading.quality() != Snapshot.Quality.STALE) {
                reading(meter, reading);
            }
        }
        ages.forEach((group, age) -> gauge(
                "polymeter_meter_age_seconds",
                "Age of a meter's oldest value of a group.",
                Labels.of("meter", meter.name(), "group", group),
                age));
        counter(
                "polymeter_meter_updates",
                "Updates of a meter's values.",
                Labels.of("meter", meter.name()),
                meter.revision());
    }

    private void reading(Snapshot.Meter meter, Snapshot.Reading reading) {
        Phase phase = reading.point().phase();
        String quantity = reading.point().quantity().id();
        Base base = Base.of(reading.point().unit());
        String name = "polymeter_meter_" + quantity.replace('-', '_') + base.ending();
        Labels labels = Labels.of("meter", meter.name(), "phase", phase == Phase.TOTAL ? "total" : phase.name());
        String help = "Latest fresh value of " + quantity + ".";
        double value = reading.value() * base.factor();
        if (reading.quality() == Snapshot.Quality.DERIVED) {
            gauge(
                    "polymeter_meter_derived",
                    "1 for each value of a meter that was computed here, such as integrated energy.",
                    Labels.of(
                            "meter",
                            meter.name(),
                            "quantity",
                            quantity,
                            "phase",
                            phase == Phase.TOTAL ? "total" : phase.name()),
                    1);
        }
        if (quantity.contains("-energy-")) {
            counter(name, help, labels, Math.max(0, value));
        } else {
            gauge(name, help, labels, value);
        }
    }

    /// The ending that Prometheus's conventions give a unit, and the factor to it.
    private record Base(String ending, double factor) {

        static Base of(Unit unit) {
            return switch (unit) {
                case NONE -> new Base("", 1);
                case WATT -> new Base("_watts", 1);
                case VAR -> new Base("_vars", 1);
                case VOLT_AMPERE -> new Base("_volt_amperes", 1);
                case WATT_HOUR -> new Base("_joules", 3600);
                case VAR_HOUR -> new Base("_var_seconds", 3600);
                case VOLT_AMPERE_HOUR -> new Base("_volt_ampere_seconds", 3600);
                case AMPERE -> new Base("_amperes", 1);
                case VOLT -> new Base("_volts", 1);
                case HERTZ -> new Base("_hertz", 1);
                case CELSIUS -> new Base("_celsius", 1);
                case WATT_PER_SQUARE_METRE -> new Base("_watts_per_square_metre", 1);
                case PERCENT -> new Base("_ratio", 0.01);
                case SECOND -> new Base("_seconds", 1);
                case DEGREE -> new Base("_degrees", 1);
                case OHM -> new Base("_ohms", 1);
            };
        }
    }

    private void link(Snapshot.Link link) {
        Labels labels = Labels.of("link", link.name());
        gauge("polymeter_link_up", "1 if a link is up, 0 otherwise.", labels, link.state() == Health.State.UP ? 1 : 0);
        for (Health.State state : Health.State.values()) {
            gauge(
                    "polymeter_link_state",
                    "1 for the current state of a link.",
                    Labels.of("link", link.name(), "state", state.name().toLowerCase(Locale.ROOT)),
                    link.state() == state ? 1 : 0);
        }
        counter("polymeter_link_restarts", "Restarts of a link.", labels, link.restarts());
        link.counters()
                .forEach((event, count) -> counter(
                        "polymeter_link_events",
                        "Events and refusals of a link, by kind.",
                        Labels.of("link", link.name(), "event", event),
                        count));
        link.gauges().forEach((what, value) -> level(labels, what, value));
    }

    /// A figure of a link that rises and falls, in base units.
    private void level(Labels labels, String what, long value) {
        String name = "polymeter_link_" + what.replace('-', '_');
        String help = "At present: " + what.replaceFirst("-[mu]s$", "").replace('-', ' ') + ".";
        if (what.endsWith("-ms")) {
            gauge(name.replaceFirst("_ms$", "_seconds"), help, labels, value / 1e3);
        } else if (what.endsWith("-us")) {
            gauge(name.replaceFirst("_us$", "_seconds"), help, labels, value / 1e6);
        } else {
            gauge(name, help, labels, (double) value);
        }
    }

    private void output(Snapshot.Output output) {
        Labels labels = Labels.of("output", output.name());
        counter(
                "polymeter_output_requests",
                "Requests for an output.",
                labels,
                output.statistics().requests());
        counter(
                "polymeter_output_served",
                "Reads served with data.",
                labels,
                output.statistics().served());
        counter(
                "polymeter_output_silent",
                "Requests without a reply.",
                labels,
                output.statistics().silent());
        output.statistics()
                .refused()
                .forEach((reason, count) -> counter(
                        "polymeter_output_refused",
                        "Requests refused, by reason.",
                        Labels.of("output", output.name(), "reason", reason),
                        count));
        gauge(
                "polymeter_output_answer_mean_seconds",
                "Mean processing time of a reply.",
                labels,
                output.statistics().meanNanos() / 1e9);
        gauge(
                "polymeter_output_answer_longest_seconds",
                "Longest processing time of a reply.",
                labels,
                output.statistics().mostNanos() / 1e9);
    }

    private void swing(String output, SwingWatch swing) {
        Labels labels = Labels.of("output", output);
        gauge(
                "polymeter_output_loop_alarm",
                "1 while the control loop is to blame for a swing.",
                labels,
                swing.alarm() ? 1 : 0);
        for (Verdict verdict : Verdict.values()) {
            gauge(
                    "polymeter_output_loop_verdict",
                    "1 for what swings on an output.",
                    Labels.of("output", output, "verdict", verdict.name().toLowerCase(Locale.ROOT)),
                    verdict == swing.verdict() ? 1 : 0);
        }
        // Unknown where nothing swings, and where loads hide the swing.
        if (!Double.isNaN(swing.last().period())) {
            gauge(
                    "polymeter_output_loop_period_seconds",
                    "Period of what swings.",
                    labels,
                    swing.last().period());
            gauge(
                    "polymeter_output_loop_amplitude_watts",
                    "Amplitude of what swings, at the grid.",
                    labels,
                    swing.last().amplitude());
        }
    }

    private void timing(String output, String group, GroupTiming timing, long now) {
        Labels labels = Labels.of("output", output, "group", group);
        Timing all = timing.all(now);
        histogram(
                "polymeter_output_age_seconds",
                "Age of the oldest value in each answer, by group.",
                labels,
                new Counted(all.age(), timing.ageSum()));
        histogram(
                "polymeter_output_poll_seconds",
                "Time between two requests of one client for the same values.",
                labels,
                Counted.of(all.poll()));
        histogram(
                "polymeter_output_source_seconds",
                "Time between two receptions from the source.",
                labels,
                Counted.of(all.source()));
        Timing.Tally tally = all.tally();
        counter("polymeter_output_answers", "Answers with values of a group.", labels, tally.answers());
        counter("polymeter_output_samples_received", "Samples received.", labels, tally.received());
        counter(
                "polymeter_output_samples_answered",
                "Samples that answers came from, counted for each kind of request.",
                labels,
                tally.distinct());
        counter("polymeter_output_samples_delivered", "Samples that went into an answer.", labels, tally.delivered());
    }

    /// @param sum of all times, in seconds
    private record Counted(Distribution times, double sum) {
        /// The sum is known as exactly as the buckets are narrow.
        static Counted of(Distribution times) {
            return new Counted(times, times.count() == 0 ? 0 : times.mean() * times.count());
        }
    }

    /// Prometheus wants each bucket by itself; the last bound is infinite.
    private void histogram(String name, String help, Labels labels, Counted counted) {
        List<Distribution.Bound> bounds = counted.times().cumulative();
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        long before = 0;
        for (Distribution.Bound bound : bounds) {
            buckets.bucket(bound.seconds(), bound.count() - before);
            before = bound.count();
        }
        histograms
                .computeIfAbsent(
                        name, _ -> HistogramSnapshot.builder().name(name).help(help))
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .labels(labels)
                        .classicHistogramBuckets(buckets.build())
                        .sum(counted.sum())
                        .build());
    }

    private void gauge(String name, String help, Labels labels, double value) {
        gauges.computeIfAbsent(name, _ -> GaugeSnapshot.builder().name(name).help(help))
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build());
    }

    private void counter(String name, String help, Labels labels, long value) {
        counter(name, help, labels, (double) value);
    }

    private void counter(String name, String help, Labels labels, double value) {
        counters.computeIfAbsent(name, _ -> CounterSnapshot.builder().name(name).help(help))
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .labels(labels)
                        .value(value)
                        .build());
    }
}
