package io.polymeter.link.victron;

import io.polymeter.dbus.Value;
import java.util.List;
import java.util.Map;

/// What stands at one path: a value and how a person reads it.
record Item(Value value, String text) {

    /// Nothing is known: an empty array of integers, as velib has it.
    static final Item INVALID = new Item(new Value.Array("i", List.of()), "---");

    static Item of(int number) {
        return new Item(new Value.Int32(number), String.valueOf(number));
    }

    static Item of(String text) {
        return new Item(new Value.Text(text), text);
    }

    boolean valid() {
        return this != INVALID;
    }

    /// As `GetItems` and the signals have it.
    Value dictionary() {
        return Value.dictionary(
                "v", Map.of("Value", new Value.Variant(value), "Text", new Value.Variant(new Value.Text(text))));
    }
}
