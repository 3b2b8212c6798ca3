package io.polymeter.capture.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polymeter.modbus.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// What registers look like over time ([SpanSamples], [Encodings]), what they go with ([RegisterCorrelation]), and how
/// it is written down ([Draft]).
class LearnedNumbersTest {

    private static final int COUNT = 200;

    private static SpanSamples samples(int quantity, IntFunction<int[]> words) {
        SpanSamples samples = new SpanSamples(new SpanSamples.Span(3, 100, quantity));
        for (int i = 0; i < COUNT; i++) {
            samples.asked(i * 1_000_000L);
            samples.answered(i * 1_000_000L, Words.of(words.apply(i)));
        }
        return samples;
    }

    private static List<String> found(SpanSamples samples) {
        Set<Integer> own = new TreeSet<>();
        for (int i = 0; i < samples.span().quantity(); i++) {
            own.add(100 + i);
        }
        return new Encodings(samples, own)
                .find().stream()
                        .map(each -> each.address() + " " + each.as() + (each.lowFirst() ? " low" : ""))
                        .toList();
    }

    private static int[] float32(double value) {
        int bits = Float.floatToIntBits((float) value);
        return new int[] {bits >>> 16, bits & 0xffff};
    }

    @Test
    void floatingPointIsFoundInBothOrders() {
        Random random = new Random(5);
        assertThat(found(samples(2, _ -> float32(230 + random.nextGaussian())))).containsExactly("100 f32");
        assertThat(found(samples(2, _ -> {
                    int[] words = float32(230 + random.nextGaussian());
                    return new int[] {words[1], words[0]};
                })))
                .containsExactly("100 f32 low");
    }

    @Test
    void aCounterThatCarriesOverIsOneNumber() {
        assertThat(found(samples(2, i -> {
                    int value = 0x0001_f000 + 3_000 * i;
                    return new int[] {value >>> 16, value & 0xffff};
                })))
                .containsExactly("100 u32");
    }

    @Test
    void aPowerOfBothSignsIsSigned() {
        Random random = new Random(6);
        assertThat(found(samples(1, _ -> new int[] {random.nextInt(4_000) - 2_000 & 0xffff})))
                .containsExactly("100 i16");
        assertThat(found(samples(1, _ -> new int[] {random.nextInt(4_000)}))).containsExactly("100 u16");
    }

    @Test
    void whatNeverChangesIsNothing() {
        assertThat(found(samples(2, _ -> new int[] {0x1234, 0x5678}))).isEmpty();
    }

    @Test
    void theCadenceOfRequestsIsSeenAndManySamplesAreThinnedOut() {
        SpanSamples samples = new SpanSamples(new SpanSamples.Span(3, 0, 1));
        assertThat(samples.cadence()).isNaN();
        for (int i = 0; i < 10_000; i++) {
            samples.asked(i * 250_000L);
            samples.answered(i * 250_000L, Words.of(i & 0xffff));
        }
        samples.refused();
        samples.unanswered();
        samples.unanswered();
        assertThat(samples.cadence()).isEqualTo(0.25);
        assertThat(samples.jitter()).isZero();
        assertThat(samples.count()).isEqualTo(10_000);
        assertThat(samples.refusals()).isEqualTo(1);
        assertThat(samples.missing()).isEqualTo(2);
        assertThat(samples.times()).hasSizeLessThanOrEqualTo(4_000).isSorted();
        assertThat(samples.column(0)).hasSameSizeAs(samples.times());
        assertThat(samples.times()[1]).isEqualTo(samples.column(0)[1] * 250_000L);
    }

    private static KnownValues known(Map<String, double[]> values) {
        Map<String, TreeMap<Long, Double>> points = new TreeMap<>();
        values.forEach((point, list) -> {
            TreeMap<Long, Double> times = new TreeMap<>();
            for (int i = 0; i < list.length; i++) {
                times.put(i * 1_000_000L, list[i]);
            }
            points.put(point, times);
        });
        return new KnownValues(points);
    }

    @Test
    void aNumberIsWhatItGoesWith() {
        Random random = new Random(9);
        double[] power = new double[COUNT];
        double[] other = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            power[i] = 500 + 300 * random.nextGaussian();
            other[i] = 200 * random.nextGaussian();
        }
        long[] times = new long[COUNT];
        double[] raw = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            times[i] = i * 1_000_000L;
            raw[i] = -10 * power[i];
        }
        RegisterCorrelation likeness =
                new RegisterCorrelation(known(Map.of("active-power", power, "reactive-power", other)), times);
        RegisterCorrelation.Match match = Objects.requireNonNull(likeness.find(raw));
        assertThat(match.point()).isEqualTo("active-power");
        assertThat(match.scale()).isCloseTo(0.1, within(1e-9));
        assertThat(match.negated()).isTrue();
        assertThat(match.confidence()).isEqualTo(0.95);
        double[] noise = random.doubles(COUNT).toArray();
        assertThat(likeness.find(noise)).isNull();
    }

    @Test
    void tooFewSamplesGoWithNothing() {
        long[] times = {0, 1_000_000};
        RegisterCorrelation likeness =
                new RegisterCorrelation(known(Map.of("active-power", new double[] {1, 2})), times);
        assertThat(likeness.find(new double[] {1, 2})).isNull();
    }

    @Test
    void aDraftIsAProfileWhoseDoubtfulRowsAreCommentedOut() {
        SpanSamples samples = samples(4, i -> new int[] {i, 0x4142, 0x4344, 7});
        Draft draft = new Draft("a \"capture\"", 5);
        draft.span(samples, new TreeSet<>(List.of(100, 101, 102, 103)));
        Candidate sure = new Candidate(100, "u16", false, 0.95, "it rises", new double[0]);
        draft.row(samples.span(), sure, new RegisterCorrelation.Match("active-power", 0.1, true, 0.95, "n 200"));
        draft.row(samples.span(), new Candidate(103, "i32", true, 0.6, "?", new double[0]), null);
        draft.constants(samples, new TreeSet<>(List.of(101, 102, 103)));
        draft.never(new SpanSamples(new SpanSamples.Span(4, 0, 2)));
        assertThat(draft.yaml())
                .contains("source: \"a 'capture'\"", "unit: 5, functions: [3], max-read: 4")
                .contains("  every-1s: { fresh-for: 5s, every: 1s }")
                .contains("  - { at: 100, count: 4, group: every-1s, function: 3 }")
                .contains("  - { at: 100, function: 3, as: u16, scale: 0.1, point: active-power, part: negated,"
                        + " name: R100 }")
                .contains("always \"ABCD\"", "  # - { at: 101, function: 3, as: string, count: 2, name: T101 }")
                .contains("# function 4, 2 registers from 0: never answered with registers, 0 refusals");
        assertThat(new Draft("x", 1).yaml()).contains("registers: []");
    }

    @Test
    void addressesThatFollowEachOtherAreOneRun() {
        List<String> runs = new ArrayList<>();
        Draft.runs(Set.of(5, 7, 6, 9)).forEach(run -> runs.add(run[0] + "-" + run[1]));
        assertThat(runs).containsExactly("5-7", "9-9");
    }
}
