package io.polymeter.profile;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.register.Encoding;
import io.polymeter.register.RegisterImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// One row, made ready to be read and written many times without allocation.
final class RowCodec {

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};

    static final int UNKNOWN = 11;

    private final Row row;
    private final int address;
    private final int count;
    private final Encoding encoding;
    private final boolean lowWordFirst;
    private final long[] absentWords;
    private final int scaleAt;
    private final Row.Turn turn;
    /// What an image that we make has here: one point, or several that are added; empty: no measured value.
    private final Point[] of;
    /// What the product of the row's further scales says when we write, NaN where nothing is known of it.
    private final double factor;
    /// What the scale factor says when we write, beyond 10 where nothing is known of it.
    private final int written;
    private final double scale;
    /// 1 ÷ scale where that is a whole number, else 0: dividing by it gives the decimal number a person expects.
    private final double divisor;

    RowCodec(Row row) {
        this(row, UNKNOWN, Double.NaN);
    }

    /// @param exponent what the row's scale factor says when we write it
    /// @param product of the row's further scales when we write it
    RowCodec(Row row, int exponent, double product) {
        this.row = row;
        turn = row.format().turn();
        factor = turn.factor() == null ? 1 : turn.factor().of(product);
        written = row.format().scaleAt() < 0 ? 0 : exponent;
        address = row.range().address();
        count = row.range().count();
        encoding = row.format().encoding();
        lowWordFirst = row.format().lowWordFirst();
        absentWords =
                row.format().absentWords().stream().mapToLong(Long::longValue).toArray();
        Point point = row.point();
        of = point == null ? row.totalOf().toArray(Point[]::new) : new Point[] {point};
        scaleAt = row.format().scaleAt();
        scale = row.format().scale();
        divisor = divisor(scale);
    }

    Row row() {
        return row;
    }

    int address() {
        return address;
    }

    int count() {
        return count;
    }

    /// The run that holds the first register; `hint` where that is it.
    RegisterImage.@Nullable Segment segment(RegisterImage image, RegisterImage.@Nullable Segment hint) {
        return hint != null && hint.address() <= address && address < hint.end() ? hint : image.segmentAt(address);
    }

    /// The value in the row's unit, NaN where it is not there or not available.
    ///
    /// @param first the run that holds the first register
    double value(RegisterImage image, RegisterImage.Segment first) {
        long bits;
        if (address + count <= first.end()) {
            bits = bits(first.words(), address - first.address());
        } else {
            Words words = image.words(address, count);
            if (words == null) {
                return Double.NaN;
            }
            bits = bits(words, 0);
        }
        for (long word : absentWords) {
            if (bits == word) {
                return Double.NaN;
            }
        }
        double value = scaled(encoding.number(bits));
        if (scaleAt >= 0) {
            value = shifted(value, image, first);
        }
        if (turn != Row.Turn.NONE) {
            value = turned(value, encoding.number(bits), image);
        }
        return Double.isFinite(value) ? value : Double.NaN;
    }

    private double turned(double scaled, double raw, RegisterImage image) {
        double value = turn.states() == null ? scaled : turn.states().value(raw);
        value *= factor(image);
        Row.Sign sign = turn.sign();
        if (sign != null) {
            Words words = image.words(sign.at(), 1);
            value = words == null
                    ? Double.NaN
                    : sign.isNegative(words.get(0)) ? 0.0 - Math.abs(value) : Math.abs(value);
        }
        return value + turn.offset();
    }

    /// What the row's further scales multiply to in an image, NaN where one of them is missing.
    private double factor(RegisterImage image) {
        Row.Factor by = turn.factor();
        if (by == null) {
            return 1;
        }
        double product = 1;
        for (int at : by.at()) {
            Words words = image.words(at, 1);
            product *= words == null ? Double.NaN : words.get(0);
        }
        return by.of(product);
    }

    /// Writes a value in the row's unit into `target`, at the scale that the row has in an image.
    ///
    /// @return false where it does not fit: nothing is written then
    boolean putAsIn(RegisterImage image, double value, byte[] target) {
        double counted = value - turn.offset();
        double raw = unscaled((turn.sign() == null ? counted : Math.abs(counted)) / factor(image));
        Words words = scaleAt < 0 ? null : image.words(scaleAt, 1);
        int exponent = scaleAt < 0 ? 0 : words == null ? UNKNOWN : (short) words.get(0);
        if (turn.states() != null || Math.abs(exponent) > 10) {
            return false;
        }
        double exact = exponent < 0 ? raw * POWERS[-exponent] : raw / POWERS[exponent];
        return encoding.encode(exact, lowWordFirst, target, 0);
    }

    /// True where an image of these readings has a value here.
    boolean isIn(Readings readings) {
        for (Point part : of) {
            if (!readings.has(part)) {
                return false;
            }
        }
        return of.length > 0;
    }

    /// The instant of the oldest value that an image has here.
    long oldest(ToLongFunction<Point> instants) {
        long oldest = instants.applyAsLong(of[0]);
        for (Point part : of) {
            long instant = instants.applyAsLong(part);
            oldest = instant - oldest < 0 ? instant : oldest;
        }
        return oldest;
    }

    /// What the points add up to, of which the row is the total.
    double total(Readings readings) {
        double total = 0;
        for (Point part : of) {
            total += readings.value(part);
        }
        return total;
    }

    /// When the row was received: the oldest of its registers, its scale factor and its sign among them.
    long instant(RegisterImage image, RegisterImage.Segment first) {
        long instant = first.instant();
        if (address + count > first.end()) {
            instant = -image.oldestAge(address, count, 0);
        }
        if (scaleAt >= 0) {
            instant = Math.min(instant, -image.oldestAge(scaleAt, 1, 0));
        }
        if (turn.sign() != null) {
            instant = Math.min(instant, -image.oldestAge(turn.sign().at(), 1, 0));
        }
        return instant;
    }

    /// The text, null where it is not there.
    @Nullable
    String text(RegisterImage image) {
        Words words = image.words(address, count);
        if (words == null) {
            return null;
        }
        byte[] bytes = new byte[2 * count];
        words.copyTo(0, count, bytes, 0);
        if (encoding == Encoding.WIDE_STRING) {
            for (int i = 0; i < count; i++) {
                bytes[i] = bytes[2 * i + 1];
            }
            bytes = Arrays.copyOf(bytes, count);
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1).strip();
    }

    /// Writes a value in the row's unit into `target` at byte `at`.
    ///
    /// @return false where it does not fit: nothing is written then
    boolean put(double value, byte[] target, int at) {
        return put(value, written, target, at);
    }

    /// The same with a scale factor of the moment.
    ///
    /// @param exponent -10 to 10, or [#UNKNOWN]
    boolean put(double value, int exponent, byte[] target, int at) {
        if (exponent == UNKNOWN) {
            return false;
        }
        double raw = turn == Row.Turn.NONE ? unscaled(value) : unturned(value);
        double exact = exponent < 0 ? raw * POWERS[-exponent] : raw / POWERS[exponent];
        return encoding.encode(exact, lowWordFirst, target, at);
    }

    private double unturned(double value) {
        States states = turn.states();
        if (states != null) {
            return states.raw(value).orElse(Double.NaN);
        }
        double counted = value - turn.offset();
        return unscaled((turn.sign() == null ? counted : Math.abs(counted)) / factor);
    }

    /// What one of two rows has of a counter; NaN where it has no other row.
    double half(@Nullable RowCodec other, double value) {
        if (other == null) {
            return Double.NaN;
        }
        boolean isLow = row.part() == Row.Part.LOW;
        double low = isLow ? scale : other.scale;
        double high = isLow ? other.scale : scale;
        double steps = Math.rint(value / low);
        double each = Math.rint(high / low);
        double carried = Math.floor(steps / each);
        return isLow ? (steps - carried * each) * low : carried * high;
    }

    /// Writes "not available" into `target` at byte `at`.
    ///
    /// @return false where the row has no way to say so
    boolean putAbsent(byte[] target, int at) {
        if (absentWords.length > 0) {
            encoding.put(absentWords[0], lowWordFirst, target, at);
        }
        return absentWords.length > 0;
    }

    /// Writes text into `target` at byte `at`, cut to the row's length.
    void put(String text, byte[] target, int at) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (encoding == Encoding.WIDE_STRING) {
            for (int i = 0; i < Math.min(bytes.length, count); i++) {
                target[at + 2 * i + 1] = bytes[i];
            }
            return;
        }
        System.arraycopy(bytes, 0, target, at, Math.min(bytes.length, 2 * count));
    }

    /// What the scale factor says when this is written, unless it follows the values.
    int written() {
        return written;
    }

    private long bits(Words words, int from) {
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits = bits << 16 | words.get(from + encoding.place(i, count, lowWordFirst));
        }
        return bits;
    }

    private double shifted(double value, RegisterImage image, RegisterImage.Segment first) {
        RegisterImage.Segment holder =
                scaleAt >= first.address() && scaleAt < first.end() ? first : image.segmentAt(scaleAt);
        int exponent = holder == null ? Short.MIN_VALUE : (short) holder.words().get(scaleAt - holder.address());
        if (exponent < -10 || exponent > 10) {
            return Double.NaN;
        }
        return exponent < 0 ? value / POWERS[-exponent] : value * POWERS[exponent];
    }

    /// Which way a value counts, for the register that says so; null where the row has none, or the value is not known.
    @Nullable
    Boolean isNegative(double value) {
        return turn.sign() == null || Double.isNaN(value) ? null : value < 0;
    }

    private double scaled(double raw) {
        return divisor > 0 ? raw / divisor : raw * scale;
    }

    private double unscaled(double value) {
        return divisor > 0 ? value * divisor : value / scale;
    }

    private static double divisor(double scale) {
        if (scale <= 0 || scale >= 1) {
            return 0;
        }
        double inverse = Math.rint(1 / scale);
        return Math.abs(inverse * scale - 1) < 1e-12 ? inverse : 0;
    }
}
