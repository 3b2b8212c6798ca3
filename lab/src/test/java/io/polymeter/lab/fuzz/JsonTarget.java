package io.polymeter.lab.fuzz;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.util.Arrays;

/// Any bytes as JSON: a tree that can be written and read again, or a refusal in words.
public final class JsonTarget {

    private JsonTarget() {}

    /// Called by Jazzer.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            byte[] once = JsonText.bytes(JsonValue.parse(data));
            byte[] twice = JsonText.bytes(JsonValue.parse(once));
            Parsing.check(Arrays.equals(once, twice), "what was written is read as something else");
        } catch (JsonException expected) {
            Parsing.check(String.valueOf(expected.getMessage()).length() > 5, "refused without words");
        }
    }
}
