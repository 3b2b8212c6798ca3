package io.polymeter.profile;

import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of a register table.
///
/// @param name the name in the device's own document
/// @param range where it stands, zero-based
/// @param format how it stands there
/// @param unit the unit of `raw × scale`
/// @param point what it means here; null for a register that is shown but not converted
/// @param part which part of the point's value it holds
/// @param access who may change it
/// @param group how it ages
/// @param note for people
/// @param fixed what an emulated device shows here, where no meter can tell: the register's number before
///     any scale, or a text, or [#UNIT]; null: nothing
/// @param totalOf what an emulated device shows here, added up: a register that no point has alone; mostly empty
public record Row(
        String name,
        Range range,
        Format format,
        Unit unit,
        @Nullable Point point,
        Part part,
        Access access,
        Group group,
        String note,
        @Nullable String fixed,
        List<Point> totalOf) {

    public Row {
        totalOf = List.copyOf(totalOf);
    }

    /// A row that shows no total.
    public Row(
            String name,
            Range range,
            Format format,
            Unit unit,
            @Nullable Point point,
            Part part,
            Access access,
            Group group,
            String note,
            @Nullable String fixed) {
        this(name, range, format, unit, point, part, access, group, note, fixed, List.of());
    }

    /// A fixed content that stands for the unit id under which the device is shown.
    public static final String UNIT = "unit";

    /// A row without a fixed content.
    public Row(
            String name,
            Range range,
            Format format,
            Unit unit,
            @Nullable Point point,
            Part part,
            Access access,
            Group group,
            String note) {
        this(name, range, format, unit, point, part, access, group, note, null);
    }

    Row with(Group nextGroup, @Nullable String nextFixed) {
        return new Row(name, range, format, unit, point, part, access, nextGroup, note, nextFixed, totalOf);
    }

    /// This row with another constant.
    Row fixedTo(String word) {
        return with(group, word);
    }

    /// True where another row has the rest of the value.
    boolean isOneHalf() {
        return switch (part) {
            case IMPORT, EXPORT, LOW, HIGH -> point != null;
            case WHOLE, NEGATED, ABSOLUTE -> false;
        };
    }

    /// This row, shown but not converted.
    public Row withoutPoint() {
        return new Row(name, range, format, unit, null, Part.WHOLE, access, group, note);
    }

    /// How a number stands in registers: `value = raw × scale × 10^(register at scaleAt) × factor + offset`.
    ///
    /// @param lowWordFirst true where the least significant register comes first
    /// @param scale the factor from raw to the unit
    /// @param scaleAt the address of a SunSpec scale factor, -1 where there is none
    /// @param absentWords the bits that mean "no value", in the low 16, 32 or 64; the first is the word for it
    /// @param decimals digits behind the point in logs, -1 where the value decides
    /// @param turn what else stands between number and value
    public record Format(
            Encoding encoding,
            boolean lowWordFirst,
            double scale,
            int scaleAt,
            List<Long> absentWords,
            int decimals,
            Turn turn) {

        public Format {
            absentWords = List.copyOf(absentWords);
        }

        /// A plain number.
        ///
        /// @param absent true where the encoding's "not available" bits of SunSpec mean that
        public Format(
                Encoding encoding, boolean lowWordFirst, double scale, int scaleAt, boolean absent, int decimals) {
            this(
                    encoding,
                    lowWordFirst,
                    scale,
                    scaleAt,
                    absent ? List.of(encoding.sunspecAbsent()) : List.of(),
                    decimals,
                    Turn.NONE);
        }

        /// True where the register can say "no value".
        public boolean absent() {
            return !absentWords.isEmpty();
        }
    }

    /// What few devices have between a register's number and its value.
    ///
    /// @param offset added to the scaled number, in the unit
    /// @param factor further registers that scale it, null where there are none
    /// @param sign the register that has its sign, null where the number has it
    /// @param states what the register's numbers mean, null where it counts or measures
    public record Turn(
            double offset,
            @Nullable Factor factor,
            @Nullable Sign sign,
            @Nullable States states) {

        /// Nothing.
        public static final Turn NONE = new Turn(0, null, null, null);

        boolean isNone() {
            return offset == 0 && factor == null && sign == null && states == null;
        }
    }

    /// Registers whose product scales a value: ratios of transformers.
    ///
    /// @param at their addresses
    /// @param steps what a product means, by the first that it is below; empty: it is the factor itself
    public record Factor(List<Integer> at, List<Step> steps) {
        public Factor {
            at = List.copyOf(at);
            steps = List.copyOf(steps);
        }

        /// What a product means.
        ///
        /// @param below the product is less than this
        /// @param scale the factor then
        public record Step(double below, double scale) {}

        /// What a product means; NaN where nothing.
        public double of(double product) {
            if (steps.isEmpty()) {
                return product > 0 ? product : Double.NaN;
            }
            return steps.stream()
                    .filter(step -> product < step.below())
                    .mapToDouble(Step::scale)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    /// The register that says which way a magnitude counts.
    ///
    /// @param at its address
    /// @param mask the bits of it that say so
    /// @param negative what these are where the value is negative
    public record Sign(int at, int mask, int negative) {

        /// True where the register makes the value negative.
        public boolean isNegative(int register) {
            return (register & mask) == negative;
        }

        /// What the register has.
        public int word(boolean isNegative) {
            return isNegative ? negative : negative == 0 ? mask & -mask : 0;
        }
    }

    /// Which part of a signed value a register holds.
    public enum Part {
        /// All of it.
        WHOLE,
        /// The import side: `max(value, 0)`. The point is the import row minus the export row.
        IMPORT,
        /// The export side: `max(-value, 0)`.
        EXPORT,
        /// All of it with the opposite sign: this device counts the other way round.
        NEGATED,
        /// All of it without its sign: some devices of this kind count it downwards.
        ABSOLUTE,
        /// What is left of a counter below one of its [#HIGH] row. The point is both rows together.
        LOW,
        /// The whole multiples of its own scale that a counter has.
        HIGH
    }

    /// Who may write a register.
    public enum Access {
        READ,
        /// Clients may write it where the output says `writes: profile`.
        WRITE,
        /// As WRITE, and only over an accepted TLS client.
        WRITE_TLS,
        /// A write is acknowledged and has no effect, as on the device.
        ACCEPT
    }
}
