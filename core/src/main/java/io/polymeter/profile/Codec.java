package io.polymeter.profile;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Reads a profile's rows left to right (decode a device) and right to left (emulate one).
///
/// Made once for a profile and kept: decoding and encoding then allocate nothing but their result. Immutable.
public final class Codec {

    private final Profile profile;
    private final RowCodec[] cells;
    /// For a cell that has one half of a point: the other half.
    private final @Nullable RowCodec[] others;
    /// The scale factors that follow the values; mostly none.
    private final List<ScaleFactor> factors;
    /// The cells whose sign stands in another register, by its address; mostly none.
    private final Map<Integer, List<RowCodec>> signed = new HashMap<>();
    private final int registers;
    /// The registers of energy counters.
    private final BitSet counting = new BitSet();

    private Codec(Profile profile) {
        this.profile = profile;
        List<RowCodec> mapped = new ArrayList<>();
        for (Row row : profile.rows()) {
            Row.Sign sign = row.format().turn().sign();
            if (sign != null) {
                signed.put(sign.at(), new ArrayList<>());
            }
        }
        for (Row row : profile.rows()) {
            boolean shown = row.point() != null
                    || row.fixed() != null
                    || row.format().absent()
                    || !row.totalOf().isEmpty();
            if (shown || signed.containsKey(row.range().address())) {
                RowCodec cell = new RowCodec(row, exponent(profile, row), product(profile, row));
                mapped.add(cell);
                Row.Sign sign = row.format().turn().sign();
                if (sign != null) {
                    signed.getOrDefault(sign.at(), List.of()).add(cell);
                }
            }
        }
        cells = mapped.toArray(RowCodec[]::new);
        others = new RowCodec[cells.length];
        int count = 0;
        for (int i = 0; i < cells.length; i++) {
            count += cells[i].count();
            Point point = cells[i].row().point();
            if (point != null && point.quantity().kind() == Quantity.Kind.ENERGY) {
                counting.set(cells[i].address(), cells[i].address() + cells[i].count());
            }
            others[i] = otherHalf(cells[i].row());
        }
        registers = count;
        factors = mapped.stream()
                .map(RowCodec::row)
                .filter(row -> row.format().encoding() == Encoding.SUNSSF)
                .filter(row -> row.fixed() != null && ScaleFactor.follows(row.fixed()))
                .map(row -> ScaleFactor.of(row, mapped))
                .toList();
    }

    /// What the scale factor of a row says in an image that we make.
    private static int exponent(Profile profile, Row row) {
        String fixed = row.format().scaleAt() < 0
                ? null
                : profile.rowAt(row.format().scaleAt()).map(Row::fixed).orElse(null);
        return fixed == null || ScaleFactor.follows(fixed) ? RowCodec.UNKNOWN : Integer.parseInt(fixed);
    }

    /// What the registers that scale a row multiply to in an image that we make; NaN where nothing fixes them.
    private static double product(Profile profile, Row row) {
        Row.Factor factor = row.format().turn().factor();
        double product = 1;
        for (int at : factor == null ? List.<Integer>of() : factor.at()) {
            String fixed = profile.rowAt(at).map(Row::fixed).orElse(null);
            product *= fixed == null || fixed.equals(Row.UNIT) ? Double.NaN : Double.parseDouble(fixed);
        }
        return product;
    }

    /// A codec of a profile.
    public static Codec of(Profile profile) {
        return new Codec(profile);
    }

    /// The profile it reads.
    public Profile profile() {
        return profile;
    }

    private @Nullable RowCodec otherHalf(Row row) {
        Row.Part part = switch (row.part()) {
            case IMPORT -> Row.Part.EXPORT;
            case LOW -> Row.Part.HIGH;
            case HIGH -> Row.Part.LOW;
            case WHOLE, EXPORT, NEGATED, ABSOLUTE -> null;
        };
        for (RowCodec other : cells) {
            if (part != null
                    && other.row().point() == row.point()
                    && other.row().part() == part) {
                return other;
            }
        }
        return null;
    }

    /// Every point that the image holds. A point of several registers is as old as the oldest of them; one of which
    /// a register is missing or says "not available" is absent.
    public Readings decode(RegisterImage image) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        RegisterImage.Segment segment = null;
        for (int i = 0; i < cells.length; i++) {
            RowCodec cell = cells[i];
            RegisterImage.Segment first = cell.row().point() == null ? null : cell.segment(image, segment);
            if (first != null) {
                segment = first;
                decode(i, image, first, readings);
            }
        }
        return withSums(profile, readings.build());
    }

    /// The readings with the points that are others together.
    public static Readings withSums(Profile profile, Readings measured) {
        if (profile.sums().isEmpty()) {
            return measured;
        }
        Readings.Builder readings = measured.toBuilder();
        profile.sums().forEach(sum -> add(sum, measured, readings));
        return readings.build();
    }

    /// A sum is as old as its oldest part, and is not there where a part is not that it needs.
    private static void add(Profile.Sum sum, Readings measured, Readings.Builder readings) {
        double total = 0;
        long oldest = Long.MAX_VALUE;
        for (Point part : sum.of()) {
            total += measured.value(part);
            oldest = Math.min(oldest, measured.instant(part));
        }
        for (Point part : sum.also()) {
            if (measured.has(part)) {
                total += measured.value(part);
                oldest = Math.min(oldest, measured.instant(part));
            }
        }
        if (!Double.isNaN(total)) {
            readings.put(sum.point(), total, oldest, true);
        }
    }

    private void decode(int i, RegisterImage image, RegisterImage.Segment first, Readings.Builder readings) {
        RowCodec cell = cells[i];
        Point point = point(cell);
        if (point.quantity().isText()) {
            String text = cell.text(image);
            if (text != null && !text.isEmpty()) {
                readings.put(point, text, cell.instant(image, first));
            }
            return;
        }
        double value = cell.value(image, first);
        if (Double.isNaN(value)) {
            return;
        }
        switch (cell.row().part()) {
            case WHOLE -> readings.put(point, value, cell.instant(image, first));
            case NEGATED -> readings.put(point, 0.0 - value, cell.instant(image, first));
            case ABSOLUTE -> readings.put(point, Math.abs(value), cell.instant(image, first));
            case IMPORT, LOW -> {
                RowCodec half = others[i];
                RegisterImage.Segment holder = half == null ? null : half.segment(image, first);
                double other = half == null || holder == null ? Double.NaN : half.value(image, holder);
                if (half != null && holder != null && !Double.isNaN(other)) {
                    long instant = Math.min(cell.instant(image, first), half.instant(image, holder));
                    boolean minus = cell.row().part() == Row.Part.IMPORT;
                    readings.put(point, minus ? value - other : value + other, instant);
                }
            }
            case EXPORT, HIGH -> {}
        }
    }

    /// The value of one row in its unit; empty where it is not there, not available, or text.
    public static OptionalDouble value(Row row, RegisterImage image) {
        RowCodec cell = new RowCodec(row);
        RegisterImage.Segment first = image.segmentAt(cell.address());
        if (first == null || row.format().encoding().isText()) {
            return OptionalDouble.empty();
        }
        double value = cell.value(image, first);
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /// True where an image that we make may have this row.
    public boolean shows(Row row) {
        return row.point() != null
                || !row.totalOf().isEmpty()
                || row.format().absent()
                || signed.containsKey(row.range().address());
    }

    /// The text of a row, null where it is not there.
    public static @Nullable String text(Row row, RegisterImage image) {
        return new RowCodec(row).text(image);
    }

    /// The image of a device that measures `readings`. A point that is absent, or does not fit its registers,
    /// stands there as "not available" where its row can say so; else its rows are absent. Nothing is "not
    /// available" before anything was measured: then it is absent too.
    ///
    /// @param instant when the image is made, nanoseconds of the monotonic clock
    public RegisterImage encode(Readings readings, long instant) {
        return encode(readings, _ -> instant, instant);
    }

    /// The same, with every value as old as it is in `readings`. What is fixed or not available is as old as the
    /// youngest value of its group, else of the device; in a group that never ages as young as `now`.
    public RegisterImage encodeWithAges(Readings readings, long now) {
        return encode(readings, readings::instant, now);
    }

    private RegisterImage encode(Readings readings, ToLongFunction<Point> instants, long now) {
        GroupInstants youngest = new GroupInstants(profile.groups());
        for (RowCodec cell : cells) {
            if (cell.isIn(readings)) {
                youngest.see(cell.row().group(), cell.oldest(instants));
            }
        }
        Values values = new Values(readings, exponents(readings));
        byte[] bytes = new byte[2 * registers];
        Words packed = Words.wrap(bytes);
        List<RegisterImage.Segment> runs = new ArrayList<>(cells.length);
        int done = 0;
        int start = 0;
        long instant = 0;
        for (int i = 0; i < cells.length; i++) {
            RowCodec cell = cells[i];
            Group group = cell.row().group();
            long next = cell.isIn(readings) ? cell.oldest(instants) : youngest.instant(group, now);
            boolean joins = i > 0 && cells[i - 1].address() + cells[i - 1].count() == cell.address();
            if (!joins || next != instant) {
                close(runs, i, packed.slice(start, done - start), instant);
                start = done;
            }
            instant = next;
            if (encode(i, values, bytes, 2 * done) || youngest.known(group) && cell.putAbsent(bytes, 2 * done)) {
                done += cell.count();
            } else {
                close(runs, i, packed.slice(start, done - start), instant);
                start = done;
            }
        }
        close(runs, cells.length, packed.slice(start, done - start), instant);
        return RegisterImage.of(runs);
    }

    /// Ends the run whose last cell is the one before `next`.
    private void close(List<RegisterImage.Segment> runs, int next, Words words, long instant) {
        if (words.count() > 0) {
            RowCodec last = cells[next - 1];
            int address = last.address() + last.count() - words.count();
            runs.add(new RegisterImage.Segment(address, words, instant));
        }
    }

    /// What is encoded, and the scale factors that follow it, by address.
    private record Values(Readings readings, Map<Integer, Integer> exponents) {}

    private Map<Integer, Integer> exponents(Readings readings) {
        if (factors.isEmpty()) {
            return Map.of();
        }
        Map<Integer, Integer> exponents = new HashMap<>();
        factors.forEach(factor -> exponents.put(factor.address(), factor.exponent(readings)));
        return exponents;
    }

    private boolean encode(int i, Values values, byte[] target, int at) {
        RowCodec cell = cells[i];
        Readings readings = values.readings();
        Point point = cell.row().point();
        String fixed = cell.row().fixed();
        if (cell.row().format().encoding().isText()) {
            String measured = point == null ? null : readings.text(point);
            String text = measured == null ? fixed : measured;
            if (text != null) {
                cell.put(text, target, at);
            }
            return text != null;
        }
        if (point == null && signed.containsKey(cell.address())) {
            return encodeSign(cell, readings, target, at);
        }
        if (!cell.row().totalOf().isEmpty()) {
            return cell.isIn(readings) && cell.put(cell.total(readings), target, at);
        }
        if (point == null) {
            Row.Format format = cell.row().format();
            Integer factor = values.exponents().get(cell.address());
            return fixed != null
                    && format.encoding()
                            .encode(factor == null ? number(fixed) : factor, format.lowWordFirst(), target, at);
        }
        double value = readings.value(point);
        if (Double.isNaN(value)) {
            return false;
        }
        int exponent = values.exponents().getOrDefault(cell.row().format().scaleAt(), cell.written());
        return cell.put(part(i, value), exponent, target, at);
    }

    /// What a row has of its point's value.
    private double part(int i, double value) {
        return switch (cells[i].row().part()) {
            case WHOLE -> value;
            case NEGATED -> 0.0 - value;
            case ABSOLUTE -> Math.abs(value);
            case IMPORT -> Math.max(value, 0);
            case EXPORT -> Math.max(0.0 - value, 0);
            case LOW, HIGH -> cells[i].half(others[i], value);
        };
    }

    /// True where one of these registers belongs to an energy counter.
    public boolean counts(int address, int quantity) {
        int next = counting.nextSetBit(address);
        return next >= 0 && next < address + quantity;
    }

    /// A received image in which the energy counters say what is shown instead of what was measured, each at the
    /// scale it has there. What does not fit its registers stays: a counter that wrapped goes on as the device's.
    public RegisterImage restated(RegisterImage image, Readings measured, Readings shown) {
        RegisterImage next = image;
        for (int i = 0; i < cells.length; i++) {
            RowCodec cell = cells[i];
            Point point = cell.row().point();
            if (point == null || !counting.get(cell.address()) || !measured.has(point)) {
                continue;
            }
            if (!shown.has(point)) {
                next = next.without(new Range(cell.address(), cell.count()));
                continue;
            }
            double value = shown.value(point);
            byte[] bytes = new byte[2 * cell.count()];
            if (value != measured.value(point)
                    && image.covers(cell.address(), cell.count())
                    && cell.putAsIn(image, part(i, value), bytes)) {
                long instant = -image.oldestAge(cell.address(), cell.count(), 0);
                next = next.with(cell.address(), Words.wrap(bytes), instant);
            }
        }
        return next;
    }

    private boolean encodeSign(RowCodec cell, Readings readings, byte[] target, int at) {
        int word = 0;
        boolean known = false;
        for (RowCodec magnitude : signed.getOrDefault(cell.address(), List.of())) {
            Point point = magnitude.row().point();
            Row.Sign sign = magnitude.row().format().turn().sign();
            double value = point == null ? Double.NaN : readings.value(point);
            Boolean negative = magnitude.isNegative(magnitude.row().part() == Row.Part.NEGATED ? 0.0 - value : value);
            if (sign != null && negative != null) {
                word |= sign.word(negative);
                known = true;
            }
        }
        return known && Encoding.U16.encode(word, false, target, at);
    }

    private double number(String fixed) {
        return fixed.equals(Row.UNIT) ? profile.wire().unit() : Double.parseDouble(fixed);
    }

    private static Point point(RowCodec cell) {
        return java.util.Objects.requireNonNull(cell.row().point());
    }
}
