package io.polymeter.runtime;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.yaml.Durations;
import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerCoverage;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.ConsumerRead;
import io.polymeter.consumer.OutputCompletion;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Says what a consumer will not get: the registers that its meter can never fill, and the reads that will be
/// refused for that.
final class ConsumerChecks {

    private static final int MANY = 6;

    private final Planning planning;
    private final List<Protocol> protocols;

    ConsumerChecks(Planning planning, List<Protocol> protocols) {
        this.planning = planning;
        this.protocols = protocols;
    }

    void check(Map<String, OutputCompletion.Chosen> consumers) {
        planning.settings().outputs().forEach((name, output) -> {
            OutputCompletion.Chosen chosen = consumers.get(name);
            if (output.sink() instanceof ModbusSink sink) {
                if (chosen == null) {
                    assumed(name, output, sink);
                } else {
                    check(name, output, sink, chosen);
                }
            }
        });
    }

    private void check(String name, OutputSettings output, ModbusSink sink, OutputCompletion.Chosen chosen) {
        List<String> names = planning.settings().metersOf(output);
        PlannedMeter meter = names.size() == 1 ? planning.meters().get(names.getFirst()) : null;
        Profile face = planning.profiles().get(name);
        if (meter == null || face == null) {
            return;
        }
        ConsumerCoverage fit =
                fit(meter, face.atUnit(sink.unit()), chosen.face().reads());
        if (fit != null) {
            Subject subject = new Subject("outputs." + name + ".consumer", meter, chosen.consumer(), face);
            refused(subject, fit);
            unfilled(subject, fit);
            placeholders(subject, chosen.face(), fit);
        }
    }

    /// A word for "no value" is one to those alone who know it.
    private void placeholders(Subject subject, ConsumerFace face, ConsumerCoverage fit) {
        ConsumerFace.NoValue known = face.noValue();
        List<ConsumerCoverage.Placeholder> held = fit.placeholdersWithin(face.reads());
        if (held.isEmpty() || known != null && known.word() != ConsumerFace.Word.TAKEN) {
            return;
        }
        Object what = known == null
                ? Message.of("word-not-known", "whether it understands this as \"no value\" is not known")
                : Message.of("word-taken", "it takes that for a value ({source})", known.source());
        planning.problems()
                .warning(
                        subject.path(),
                        Message.of(
                                "reads-word",
                                "{consumer} reads registers {ranges}, which have no source in {meter} and hold {words}: {what}",
                                subject.consumer().title(),
                                ranges(runs(rows(held))),
                                subject.meter().name(),
                                words(held),
                                what));
    }

    /// Who reads an output is not known, and its device has no word for "no value".
    private void assumed(String name, OutputSettings output, ModbusSink sink) {
        List<String> names = planning.settings().metersOf(output);
        PlannedMeter meter = names.size() == 1 ? planning.meters().get(names.getFirst()) : null;
        Profile face = planning.profiles().get(name);
        if (meter == null || face == null || !face.about().absentAssumed()) {
            return;
        }
        ConsumerCoverage fit = fit(meter, face.atUnit(sink.unit()), List.of());
        if (fit != null && !fit.placeholders().isEmpty()) {
            planning.problems()
                    .warning(
                            "outputs." + name + ".profile",
                            Message.of(
                                    "word-assumed",
                                    "registers {ranges} have no source in {meter} and hold {words}, for which the maker of"
                                            + " {face} states no word: a reader may take that for a value",
                                    ranges(runs(rows(fit.placeholders()))),
                                    meter.name(),
                                    words(fit.placeholders()),
                                    face.id()));
        }
    }

    private static List<Row> rows(List<ConsumerCoverage.Placeholder> held) {
        return held.stream().map(ConsumerCoverage.Placeholder::row).toList();
    }

    private static String words(List<ConsumerCoverage.Placeholder> held) {
        return few(
                held.stream().map(ConsumerCoverage.Placeholder::hex).distinct().toList());
    }

    /// A meter, the face it is shown with, and who reads that.
    ///
    /// @param path where the consumer is named
    private record Subject(String path, PlannedMeter meter, Consumer consumer, Profile face) {}

    /// Null where nobody knows yet what the meter gives.
    private @Nullable ConsumerCoverage fit(PlannedMeter meter, Profile face, List<ConsumerRead> reads) {
        Profile own = meter.profile();
        if (own != null && own.id().equals(face.id()) && meter.settings().source() instanceof ModbusSource) {
            return ConsumerCoverage.mirrored(own, reads);
        }
        return points(meter, new HashSet<>())
                .map(points -> ConsumerCoverage.translated(face, points, reads))
                .orElse(null);
    }

    /// @param asked the meters that are being asked: a sum may not lead to itself
    private Optional<Set<Point>> points(PlannedMeter meter, Set<String> asked) {
        if (!asked.add(meter.name())) {
            return Optional.empty();
        }
        Optional<Set<Point>> known = protocols.stream()
                .filter(protocol ->
                        protocol.sources().contains(meter.settings().source().getClass()))
                .findFirst()
                .flatMap(protocol -> protocol.points(meter, part -> {
                    PlannedMeter other = planning.meters().get(part);
                    return other == null ? Optional.empty() : points(other, asked);
                }));
        asked.remove(meter.name());
        return known.map(points -> integrated(meter, points));
    }

    /// Energy that is counted here, from power.
    private static Set<Point> integrated(PlannedMeter meter, Set<Point> points) {
        Set<Point> all = new HashSet<>(points);
        if (EnergyIntegration.gap(meter.settings()).compareTo(Duration.ZERO) > 0) {
            boolean three = Stream.of(Phase.L1, Phase.L2, Phase.L3)
                    .allMatch(phase -> points.contains(Point.of(Quantity.ACTIVE_POWER, phase)));
            for (Phase phase : Quantity.ACTIVE_POWER.places()) {
                if (points.contains(Point.of(Quantity.ACTIVE_POWER, phase)) || phase == Phase.TOTAL && three) {
                    all.add(Point.of(Quantity.ACTIVE_ENERGY_IMPORT, phase));
                    all.add(Point.of(Quantity.ACTIVE_ENERGY_EXPORT, phase));
                }
            }
        }
        return all;
    }

    private void refused(Subject subject, ConsumerCoverage fit) {
        for (ConsumerCoverage.Refusal refusal : fit.refused()) {
            ConsumerRead read = refusal.read();
            Object every = read.every() == null
                    ? ""
                    : Message.of("read-every", " every {time}", Durations.format(read.every()));
            Object when = refusal.always() ? "" : Message.of("while-power-flows-out", " while power flows out");
            Object without = read.without().isEmpty()
                    ? ""
                    : Message.of("goes-on-without", "; it goes on without: {what}", read.without());
            planning.problems()
                    .warning(
                            subject.path(),
                            Message.of(
                                    "consumer-refused",
                                    "{consumer} reads {range}{every} and will be refused{when}: {why}{without}",
                                    subject.consumer().title(),
                                    read.range(),
                                    every,
                                    when,
                                    why(subject, refusal),
                                    without));
        }
    }

    private static Message why(Subject subject, ConsumerCoverage.Refusal refusal) {
        Profile face = subject.face();
        if (refusal.missing().isEmpty()) {
            return Message.of(
                    "not-read-with-function",
                    "{face} is not read with function {function}",
                    face.id(),
                    refusal.read().function());
        }
        String registers = ranges(refusal.missing());
        if (!inside(face, refusal.missing())) {
            return Message.of(
                    "registers-not-all-there", "registers {ranges} are not all there in {face}", registers, face.id());
        }
        return refusal.always()
                ? Message.of(
                        "registers-without-source",
                        "registers {ranges} have no source in {meter}",
                        registers,
                        subject.meter().name())
                : Message.of("registers-not-negative", "registers {ranges} hold no negative value", registers);
    }

    private static boolean inside(Profile face, List<Range> ranges) {
        return ranges.stream()
                .allMatch(range -> face.spanAt(range.address()).isPresent()
                        && face.spanAt(range.end() - 1).isPresent());
    }

    private void unfilled(Subject subject, ConsumerCoverage fit) {
        if (!fit.unfilled().isEmpty()) {
            planning.problems()
                    .warning(
                            subject.path(),
                            Message.of(
                                    "values-without-source",
                                    "{meter} has no value for {count} of the {all} values of {face}: registers {ranges}"
                                            + " ({quantities})",
                                    subject.meter().name(),
                                    fit.unfilled().size(),
                                    fit.rows().size(),
                                    subject.face().id(),
                                    ranges(runs(fit.unfilled())),
                                    quantities(fit.unfilled())));
        }
    }

    private static List<Range> runs(List<Row> rows) {
        List<Range> runs = new ArrayList<>();
        for (Row row : rows) {
            Range last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && last.end() == row.range().address()) {
                runs.set(
                        runs.size() - 1,
                        new Range(last.address(), last.count() + row.range().count()));
            } else {
                runs.add(row.range());
            }
        }
        return runs;
    }

    private static String quantities(List<Row> rows) {
        return few(rows.stream()
                .map(row -> Objects.requireNonNull(row.point()).quantity().id())
                .distinct()
                .toList());
    }

    private static String ranges(List<Range> ranges) {
        return few(ranges.stream().map(Range::toString).toList());
    }

    private static String few(List<String> words) {
        return words.size() <= MANY
                ? String.join(", ", words)
                : String.join(", ", words.subList(0, MANY)) + " and " + (words.size() - MANY) + " more";
    }
}
