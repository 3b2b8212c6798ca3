package io.polymeter.capture.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds how numbers stand in registers that change. A pair of registers is a number where the high word moves
/// only as the low one carries over, or where both are a plausible floating-point number at any time.
final class Encodings {

    private static final double CERTAIN = 0.95;
    private static final int FEW = 10;

    /// So many numbers of one order tell the device's.
    private static final int ENOUGH = 3;

    private final SpanSamples samples;
    private final Set<Integer> own;
    private final int count;

    /// @param own the addresses to look at
    Encodings(SpanSamples samples, Set<Integer> own) {
        this.samples = samples;
        this.own = own;
        this.count = samples.times().length;
    }

    /// The best candidates, none of which overlap, by address.
    List<Candidate> find() {
        List<Candidate> all = new ArrayList<>();
        for (int address : own) {
            for (boolean low : new boolean[] {false, true}) {
                add(all, doubled(address, low));
                add(all, floating(address, low));
                add(all, pair(address, low));
            }
            add(all, single(address));
        }
        List<Candidate> best = best(all);
        long low = best.stream().filter(each -> ordered(each, true)).count();
        long high = best.stream().filter(each -> ordered(each, false)).count();
        if (low + high < ENOUGH) {
            return best(all.stream().map(each -> alone(each, all)).toList());
        }
        if (low == 0 || high == 0) {
            return best;
        }
        // The high word of one number and the low word of the next look like a number of the other order.
        return best(all.stream()
                .map(each -> ordered(each, true) && low <= high || ordered(each, false) && high <= low
                        ? each.doubted(low == high || 3 * Math.min(low, high) > Math.max(low, high) ? 0.1 : 0.4)
                        : each)
                .toList());
    }

    /// Where few numbers tell the order of words, one that overlaps one of the other order is not certain.
    private static Candidate alone(Candidate each, List<Candidate> all) {
        boolean doubtful = all.stream()
                .anyMatch(other ->
                        other.as().startsWith("f") && other.lowFirst() != each.lowFirst() && other.overlaps(each));
        return each.as().equals("f32") && each.confidence() >= 0.9 && doubtful ? each.doubted(0.1) : each;
    }

    private static boolean ordered(Candidate each, boolean lowFirst) {
        return each.width() > 1 && each.confidence() >= 0.9 && each.lowFirst() == lowFirst;
    }

    private static List<Candidate> best(List<Candidate> from) {
        List<Candidate> all = new ArrayList<>(from);
        all.sort(Comparator.comparingDouble(Candidate::confidence)
                .reversed()
                .thenComparing(Comparator.comparingInt(Candidate::width).reversed())
                .thenComparingInt(Candidate::address));
        List<Candidate> best = new ArrayList<>();
        for (Candidate each : all) {
            if (best.stream().noneMatch(each::overlaps)) {
                best.add(each);
            }
        }
        best.sort(Comparator.comparingInt(Candidate::address));
        return best;
    }

    private static void add(List<Candidate> all, @Nullable Candidate found) {
        if (found != null) {
            all.add(found);
        }
    }

    private boolean has(int address, int width) {
        for (int i = 0; i < width; i++) {
            if (!own.contains(address + i)) {
                return false;
            }
        }
        return true;
    }

    private @Nullable Candidate floating(int address, boolean low) {
        if (!has(address, 2)) {
            return null;
        }
        int[] high = samples.column(low ? address + 1 : address);
        int[] rest = samples.column(low ? address : address + 1);
        double[] values = new double[count];
        int plausible = 0;
        int nonzero = 0;
        for (int i = 0; i < count; i++) {
            values[i] = Float.intBitsToFloat(high[i] << 16 | rest[i]);
            boolean zero = values[i] == 0 && high[i] == 0 && rest[i] == 0;
            boolean number = Math.abs(values[i]) >= 1e-4 && Math.abs(values[i]) < 1e9;
            plausible += number || zero || high[i] == 0x7fc0 && rest[i] == 0 ? 1 : 0;
            nonzero += number ? 1 : 0;
        }
        if (plausible < count || nonzero * 2 < count || distinct(values) < 2) {
            return null;
        }
        int different = distinct(rest);
        boolean random = different >= Math.min(8, count / 3 + 1) && spread(rest) > 16_384;
        double confidence = count < FEW ? 0.7 : random ? CERTAIN : different == 1 ? 0.7 : 0.8;
        return new Candidate(
                address,
                "f32",
                low,
                confidence,
                String.format(Locale.ROOT, "%d of %d are plausible numbers, %d low words", plausible, count, different),
                values);
    }

    private @Nullable Candidate doubled(int address, boolean low) {
        if (!has(address, 4)) {
            return null;
        }
        int[][] words = new int[4][];
        for (int i = 0; i < 4; i++) {
            words[i] = samples.column(address + (low ? 3 - i : i));
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            long bits = 0;
            for (int[] word : words) {
                bits = bits << 16 | word[i];
            }
            values[i] = Double.longBitsToDouble(bits);
            boolean number = Math.abs(values[i]) >= 1e-4 && Math.abs(values[i]) < 1e12;
            if (!number && bits != 0) {
                return null;
            }
        }
        // Two single ones look like it too.
        boolean random = count >= FEW
                && distinct(words[2]) >= 8
                && spread(words[2]) > 16_384
                && floating(low ? address : address + 2, low) == null;
        return random ? new Candidate(address, "f64", low, CERTAIN + 0.02, "all are plausible numbers", values) : null;
    }

    private @Nullable Candidate pair(int address, boolean low) {
        if (!has(address, 2)) {
            return null;
        }
        int[] high = samples.column(low ? address + 1 : address);
        int[] rest = samples.column(low ? address : address + 1);
        if (distinct(rest) < 2) {
            return null;
        }
        int changes = 0;
        int carried = 0;
        boolean signed = false;
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            int whole = high[i] << 16 | rest[i];
            // All ones mean "no value" in many devices.
            signed |= high[i] >= 0xff00 && (high[i] & rest[i]) != 0xffff;
            values[i] = whole;
            if (i > 0 && high[i] != high[i - 1]) {
                changes++;
                carried += whole - (high[i - 1] << 16 | rest[i - 1]) == (short) (rest[i] - rest[i - 1]) ? 1 : 0;
            }
        }
        boolean unsigned = !signed;
        if (unsigned) {
            values = Arrays.stream(values)
                    .map(value -> value < 0 ? value + 0x1p32 : value)
                    .toArray();
        }
        double confidence = changes == 0 ? still(high[0], rest, low) : carries(changes, carried, high[0]);
        if (confidence >= 0.9 && unsigned) {
            // Without a negative number nobody knows whether there can be one, unless it only ever rises.
            confidence = rises(values) ? 0.92 : 0.85;
        }
        if (confidence == 0) {
            return null;
        }
        String evidence = changes == 0
                ? String.format(
                        Locale.ROOT,
                        "the high word stays %04x: may be a u16 at %d",
                        high[0],
                        low ? address : address + 1)
                : String.format(Locale.ROOT, "the high word carries over in %d of its %d changes", carried, changes);
        return new Candidate(address, signed ? "i32" : "u32", low, confidence, evidence, values);
    }

    private double still(int high, int[] rest, boolean low) {
        boolean negative = high == 0xffff && Arrays.stream(rest).allMatch(word -> word >= 0x8000);
        if (negative) {
            return 0.85;
        }
        boolean rising = true;
        for (int i = 1; i < rest.length; i++) {
            rising &= rest[i] >= rest[i - 1];
        }
        // What follows a number is less often its high word.
        double less = low ? 0.02 : 0;
        return high == 0 ? 0.65 - less : rising && high < 0x3000 ? 0.8 - less : 0;
    }

    private static boolean rises(double[] values) {
        for (int i = 1; i < values.length; i++) {
            if (values[i] < values[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /// True where a register may be a part of a number, with the one beside it.
    private boolean partly(int address) {
        return restless(address + 1)
                || restless(address - 1)
                || floating(address, false) != null
                || floating(address, true) != null
                || floating(address - 1, false) != null
                || floating(address - 1, true) != null;
    }

    private boolean restless(int address) {
        return own.contains(address) && spread(samples.column(address)) > 0x8000;
    }

    private static double carries(int changes, int carried, int high) {
        // So great a number is rather a floating-point one, whose bits carry over too.
        if (high >= 0x3000 && high < 0xff00) {
            return carried * 10 >= changes * 7 ? 0.5 : 0;
        }
        if (carried * 100 >= changes * 97 && changes >= 2) {
            return CERTAIN + 0.01;
        }
        return carried * 10 >= changes * 7 ? 0.75 : 0;
    }

    private @Nullable Candidate single(int address) {
        int[] words = samples.column(address);
        int different = distinct(words);
        if (different < 2) {
            return null;
        }
        boolean middle = Arrays.stream(words).anyMatch(word -> word >= 0x4000 && word < 0xc000);
        boolean below = Arrays.stream(words).anyMatch(word -> word >= 0xc000);
        boolean above = Arrays.stream(words).anyMatch(word -> word < 0x4000);
        boolean signed = below && !middle;
        boolean crosses = signed && above && different >= FEW;
        double[] values = Arrays.stream(words)
                .mapToDouble(word -> signed ? (short) word : word)
                .toArray();
        return new Candidate(
                address,
                signed ? "i16" : "u16",
                false,
                !crosses ? 0.6 : partly(address) ? 0.7 : 0.93,
                crosses ? different + " values on both sides of 0" : different + " values; the sign was not seen",
                values);
    }

    private static int distinct(int[] words) {
        return (int) Arrays.stream(words).distinct().limit(1000).count();
    }

    private static int distinct(double[] values) {
        return (int) Arrays.stream(values).distinct().limit(10).count();
    }

    private static int spread(int[] words) {
        return Arrays.stream(words).max().orElse(0) - Arrays.stream(words).min().orElse(0);
    }
}
