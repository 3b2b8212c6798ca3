package io.polymeter.link.victron;

import io.polymeter.dbus.DbusValue;
import java.util.List;
import java.util.Map;

/// What stands at one path: a value and how a person reads it.
record PathValue(DbusValue value, String text) {

    /// Nothing is known: an empty array of integers, as velib has it.
    static final PathValue INVALID = new PathValue(new DbusValue.Array("i", List.of()), "---");

    static PathValue of(int number) {
        return new PathValue(new DbusValue.Int32(number), String.valueOf(number));
    }

    static PathValue of(String text) {
        return new PathValue(new DbusValue.Text(text), text);
    }

    boolean valid() {
        return this != INVALID;
    }

    /// As `GetItems` and the signals have it.
    DbusValue dictionary() {
        return DbusValue.dictionary(
                "v",
                Map.of("Value", new DbusValue.Variant(value), "Text", new DbusValue.Variant(new DbusValue.Text(text))));
    }
}
