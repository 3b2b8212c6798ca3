package io.polymeter.profile;

import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
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
/// @param fixed what an emulated device shows here, where no meter can tell: the register's number before any
///     scale, or
/// a
///     text, or [#UNIT]; null: nothing
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
        @Nullable String fixed) {

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
        return new Row(name, range, format, unit, point, part, access, nextGroup, note, nextFixed);
    }

    /// This row, shown but not converted.
    public Row withoutPoint() {
        return new Row(name, range, format, unit, null, Part.WHOLE, access, group, note);
    }

    /// How a number stands in registers: `value = raw × scale × 10^(register at scaleAt)`.
    ///
    /// @param lowWordFirst true where the least significant register comes first
    /// @param scale the factor from raw to the unit
    /// @param scaleAt the address of a SunSpec scale factor, -1 where there is none
    /// @param absent true where the encoding's "not available" bits mean that
    /// @param decimals digits behind the point in logs, -1 where the value decides
    public record Format(
            Encoding encoding, boolean lowWordFirst, double scale, int scaleAt, boolean absent, int decimals) {}

    /// Which part of a signed value a register holds.
    public enum Part {
        /// All of it.
        WHOLE,
        /// The import side: `max(value, 0)`. The point is the import row minus the export row.
        IMPORT,
        /// The export side: `max(-value, 0)`.
        EXPORT,
        /// All of it with the opposite sign: this device counts the other way round.
        NEGATED
    }

    /// Who may write a register.
    public enum Access {
        READ,
        /// Clients may write it where the output says `writes: profile`.
        WRITE,
        /// As WRITE, and only over an accepted TLS client.
        WRITE_TLS
    }
}
