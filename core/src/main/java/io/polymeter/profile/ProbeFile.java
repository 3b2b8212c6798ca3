package io.polymeter.profile;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.ValueRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A register that tells a device, as it is written.
record ProbeFile(
        @Key(doc = "The first register of a row.", example = "11")
        int at,

        @ValueRange(min = 3, max = 4) @Key(doc = "The function code that reads it.", absent = "the span's") @Nullable
        Integer function,

        @ValueRange(min = 0, max = 64)
        @Key(doc = "Accepted numbers.", absent = "another key applies", example = "[71, 72]")
        List<Long> is,

        @ValueRange(min = 2, max = 2)
        @Key(
                doc = "First and last accepted code; identifies the device for certain.",
                absent = "another key applies",
                example = "[8000, 8128]")
        List<Long> codes,

        @ValueRange(min = 0, max = 16)
        @Key(doc = "Accepted prefixes of the text.", absent = "another key applies", example = "KOSTAL")
        List<String> text,

        @ValueRange(min = 2, max = 2)
        @Key(
                doc = "Range of the value, in its unit; makes the device likely, not certain.",
                absent = "another key applies",
                example = "[45, 65]")
        List<Double> between,

        @Key(doc = "The device has no such register and replies with exception 2.", fallback = "false")
        boolean refused) {}
