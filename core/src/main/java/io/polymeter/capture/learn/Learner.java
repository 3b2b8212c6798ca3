package io.polymeter.capture.learn;

import io.polymeter.capture.Exchange;
import io.polymeter.capture.Recording;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Learns one device of a recording.
public final class Learner {

    private final Recording recording;
    private final int device;
    private final @Nullable KnownValues reference;

    /// @param device an index of [Recording#devices]
    /// @param reference what a known meter measured meanwhile, null where there is none
    public Learner(Recording recording, int device, @Nullable KnownValues reference) {
        this.recording = recording;
        this.device = device;
        this.reference = reference;
    }

    /// The unit that answered most reads; -1 where none did.
    private int unit() {
        Map<Integer, Integer> answers = new HashMap<>();
        for (Exchange exchange : recording.exchanges()) {
            if (exchange.device() == device && exchange.reply() instanceof Response.ReadRegisters) {
                answers.merge(exchange.unit(), 1, Integer::sum);
            }
        }
        return answers.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(-1);
    }

    /// A profile in YAML, with evidence.
    ///
    /// @param source where the traffic is from, in words
    /// @throws IllegalArgumentException where no register was read
    public String draft(String source) {
        int unit = unit();
        if (unit < 0) {
            throw new IllegalArgumentException("no read of registers was answered");
        }
        Map<SpanSamples.Span, SpanSamples> samples = samples(unit);
        List<SpanSamples> answered = samples.values().stream()
                .filter(each -> each.count() > 0)
                .sorted(Comparator.comparingInt(SpanSamples::count).reversed())
                .toList();
        Draft draft = new Draft(source, unit);
        samples.values().stream().filter(each -> each.count() == 0).forEach(draft::never);
        Map<Integer, TreeSet<Integer>> taken = new HashMap<>();
        for (SpanSamples each : answered) {
            TreeSet<Integer> own = new TreeSet<>();
            TreeSet<Integer> known = taken.computeIfAbsent(each.span().function(), _ -> new TreeSet<>());
            for (int i = 0; i < each.span().quantity(); i++) {
                if (known.add(each.span().address() + i)) {
                    own.add(each.span().address() + i);
                }
            }
            if (!own.isEmpty()) {
                learn(draft, each, own);
            }
        }
        return draft.yaml();
    }

    private void learn(Draft draft, SpanSamples samples, Set<Integer> own) {
        draft.span(samples, own);
        List<Candidate> found = new Encodings(samples, own).find();
        RegisterCorrelation likeness = reference == null ? null : new RegisterCorrelation(reference, samples.times());
        for (Candidate each : found) {
            draft.row(samples.span(), each, likeness == null ? null : likeness.find(each.values()));
        }
        TreeSet<Integer> constant = new TreeSet<>(own);
        found.forEach(each -> {
            for (int i = 0; i < each.width(); i++) {
                constant.remove(each.address() + i);
            }
        });
        draft.constants(samples, constant);
    }

    private Map<SpanSamples.Span, SpanSamples> samples(int unit) {
        Map<SpanSamples.Span, SpanSamples> samples = new TreeMap<>(Comparator.comparingInt(SpanSamples.Span::function)
                .thenComparingInt(SpanSamples.Span::address)
                .thenComparingInt(SpanSamples.Span::quantity));
        for (Exchange exchange : recording.exchanges()) {
            SpanSamples.Span span = span(exchange.request());
            if (span == null || exchange.unit() != unit || exchange.device() != device) {
                continue;
            }
            SpanSamples own = samples.computeIfAbsent(span, SpanSamples::new);
            own.asked(exchange.asked());
            if (exchange.reply() instanceof Response.ReadRegisters(int _, var words)) {
                own.answered(exchange.answered(), words);
            } else if (exchange.reply() == null) {
                own.unanswered();
            } else {
                own.refused();
            }
        }
        return samples;
    }

    private static SpanSamples.@Nullable Span span(Request request) {
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) -> new SpanSamples.Span(3, address, quantity);
            case Request.ReadInputRegisters(int address, int quantity) -> new SpanSamples.Span(4, address, quantity);
            default -> null;
        };
    }
}
