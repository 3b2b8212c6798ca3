package io.polymeter.capture.learn;

import io.polymeter.modbus.Words;
import java.util.ArrayList;
import java.util.List;

/// All answers to one read. Of very many every second one is kept.
final class SpanSamples {

    private static final int MOST = 4000;

    /// What is asked.
    record Span(int function, int address, int quantity) {}

    private final Span span;
    private final List<Long> asked = new ArrayList<>();
    private List<Long> times = new ArrayList<>();
    private List<Words> words = new ArrayList<>();
    private int unanswered;
    private int refused;
    private int stride = 1;
    private int count;

    SpanSamples(Span span) {
        this.span = span;
    }

    Span span() {
        return span;
    }

    void asked(long micros) {
        if (asked.size() < 10 * MOST) {
            asked.add(micros);
        }
    }

    void refused() {
        refused++;
    }

    void unanswered() {
        unanswered++;
    }

    void answered(long micros, Words values) {
        if (count++ % stride != 0) {
            return;
        }
        times.add(micros);
        words.add(values);
        if (times.size() > MOST) {
            stride *= 2;
            List<Long> fewer = new ArrayList<>();
            List<Words> less = new ArrayList<>();
            for (int i = 0; i < times.size(); i += 2) {
                fewer.add(times.get(i));
                less.add(words.get(i));
            }
            times = fewer;
            words = less;
        }
    }

    /// How many answers were seen.
    int count() {
        return count;
    }

    int refusals() {
        return refused;
    }

    int missing() {
        return unanswered;
    }

    /// When the answers came that are kept.
    long[] times() {
        return times.stream().mapToLong(Long::longValue).toArray();
    }

    /// One register of the answers that are kept.
    int[] column(int address) {
        int index = address - span.address();
        return words.stream().mapToInt(each -> each.get(index)).toArray();
    }

    /// Half of the pauses between two reads are shorter, in seconds; NaN where it was read once.
    double cadence() {
        return pause(0.5);
    }

    /// How much the pauses differ: 5 to 95 % of them, by their median.
    double jitter() {
        return (pause(0.95) - pause(0.05)) / pause(0.5);
    }

    private double pause(double share) {
        if (asked.size() < 2) {
            return Double.NaN;
        }
        long[] pauses = new long[asked.size() - 1];
        for (int i = 0; i < pauses.length; i++) {
            pauses[i] = asked.get(i + 1) - asked.get(i);
        }
        java.util.Arrays.sort(pauses);
        return pauses[(int) (share * (pauses.length - 1))] / 1e6;
    }
}
