package io.polymeter.profile;

import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A scale factor that an emulated device chooses by its values, as real ones do: the finest with which all of them
/// fit their registers.
///
/// @param address of its register
/// @param least the finest, -10 to 10
/// @param most the coarsest
/// @param cells the values that have it
record ScaleFactor(int address, int least, int most, List<RowCodec> cells) {

    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,2})\\.\\.(-?\\d{1,2})");

    ScaleFactor {
        cells = List.copyOf(cells);
    }

    /// True where a fixed content such as `-2..2` leaves the choice.
    static boolean follows(String fixed) {
        Matcher range = RANGE.matcher(fixed);
        return range.matches() && least(range) >= -10 && least(range) <= most(range) && most(range) <= 10;
    }

    /// @param row of the scale factor, with such a content
    static ScaleFactor of(Row row, List<RowCodec> cells) {
        Matcher range = RANGE.matcher(String.valueOf(row.fixed()));
        if (!range.matches()) {
            throw new IllegalArgumentException(row.name());
        }
        List<RowCodec> own = cells.stream()
                .filter(cell -> cell.row().format().scaleAt() == row.range().address())
                .toList();
        return new ScaleFactor(row.range().address(), least(range), most(range), own);
    }

    private static int least(Matcher range) {
        return Integer.parseInt(range.group(1));
    }

    private static int most(Matcher range) {
        return Integer.parseInt(range.group(2));
    }

    int exponent(Readings readings) {
        for (int exponent = least; exponent < most; exponent++) {
            if (fits(readings, exponent)) {
                return exponent;
            }
        }
        return most;
    }

    private boolean fits(Readings readings, int exponent) {
        byte[] scratch = new byte[8];
        for (RowCodec cell : cells) {
            Point point = cell.row().point();
            double value = point == null ? Double.NaN : readings.value(point);
            if (!Double.isNaN(value) && !cell.put(value, exponent, scratch, 0)) {
                return false;
            }
        }
        return true;
    }
}
