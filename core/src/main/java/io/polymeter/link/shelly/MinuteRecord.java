package io.polymeter.link.shelly;

import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.shelly.MinuteColumns.MinuteColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What was measured in one minute, by the columns of [MinuteColumns]; NaN where there was nothing.
final class MinuteRecord {

    private final long start;
    private final float[] values;

    /// @param start its first second, since 1970
    /// @param values one for each column
    MinuteRecord(long start, float[] values) {
        this.start = start;
        this.values = Arrays.copyOf(values, MinuteColumns.ALL.size());
    }

    /// Its first second, since 1970.
    long start() {
        return start;
    }

    /// The value of a column.
    double value(int column) {
        return values[column];
    }

    /// All values in the order of the columns, null where there is none.
    List<JsonValue> json() {
        List<JsonValue> numbers = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            MinuteColumn column = MinuteColumns.ALL.get(i);
            numbers.add(FixedNumber.of(values[i], column.decimals()));
        }
        return numbers;
    }

    /// A line of a table, without its end; empty where there is no value.
    String line() {
        StringBuilder line = new StringBuilder().append(start);
        for (JsonValue number : json()) {
            line.append(',').append(number instanceof JsonValue.NullValue ? "" : JsonText.of(number));
        }
        return line.toString();
    }
}
