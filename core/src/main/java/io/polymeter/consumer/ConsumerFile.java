package io.polymeter.consumer;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Section;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.config.yaml.Within;
import io.polymeter.config.yaml.YamlName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A consumer as it is written. Each key is declared here once; [ConsumerLoader] checks what no single key shows.
record ConsumerFile(
        @Key(doc = "The name in configurations, maker and model.", example = "fronius-gen24")
        String id,

        @Key(doc = "The name for people, which fits into a sentence.", example = "Fronius GEN24")
        String title,

        @Key(doc = "Who makes it.", example = "Fronius") String maker,

        @ValueRange(min = 1, max = 32) @Key(doc = "The models this was found to be so for.", example = "[GEN24, Verto]")
        List<String> models,

        @ValueRange(min = 1, max = 16) @Key(doc = "The meters it understands, the usual one first.")
        List<FaceFile> faces,

        @Key(doc = "How it regulates on what it reads, for simulations.") @Nullable
        Section regulates) {

    record FaceFile(
            @Key(doc = "What it expects: a profile, or a kind of output.", example = "fronius-smart-meter")
            String expects,

            @YamlName("interface")
            @ValueRange(min = 1, max = 4)
            @Key(doc = "How it reads, the usual way first.", example = "tcp")
            List<ConsumerFace.Interface> interfaces,

            @ValueRange(min = 1, max = 65535) @Key(doc = "The port it asks.", example = "502") @Nullable
            Integer port,

            @Key(doc = "Whether it looks for the meter by mDNS, and finds it in no other way.", fallback = "false")
            boolean mdns,

            @ValueRange(min = 0, max = 255) @Key(doc = "The unit id it asks first.", example = "1") @Nullable
            Integer unit,

            @Key(doc = "Further unit ids it may be told to ask.", example = "[2, 3]")
            List<Integer> units,

            @Key(doc = "The serial lines it may have, the usual one first.", example = "9600-8N1")
            List<LineText> line,

            @Key(doc = "How often it asks for power.", example = "1s") @Nullable
            Duration cadence,

            @ValueRange(min = 0, max = 64) @Key(doc = "What it reads, in Modbus.", absent = "not known")
            List<ReadFile> reads,

            @Key(doc = "What it looks at before it takes a meter for the one it expects.", absent = "not known")
            @Nullable
            String checks,

            @Key(doc = "What it does when it gets no values any more.", absent = "not known") @Nullable
            String whenLost,

            @Key(doc = "A reply later than this is none to it.", absent = "not known", example = "500ms") @Nullable
            Duration replyWithin,

            @Key(doc = "What it takes for \"no value\".", absent = "not known") @Nullable
            NoValueFile noValue,

            @Key(doc = "What is to be set on its side, step by step.", absent = "not known")
            List<String> menu,

            @Key(doc = "What the emulated device calls itself to please it.", example = "{ manufacturer: KOSTAL }")
            Map<String, String> identity,

            @Within("identity")
            @YamlName("registers")
            @Key(
                    doc = "Constants of the emulated device that it expects otherwise, by address.",
                    example = "{ 11: 0xA8 }")
            Map<String, Long> identityRegisters,

            @Key(
                    doc = "What stands behind the key of the sink in the shortest configuration.",
                    absent = "the endpoint it asks",
                    example = "{ service: grid }")
            @Nullable
            String sink,

            @Key(doc = "The configuration that serves it, where that is no output of a meter.") @Nullable
            String configuration,

            @ValueRange(min = 1, max = 8) @Key(doc = "Where that is known from.")
            List<String> source,

            @Key(doc = "How well founded it is.") ConsumerFace.Confidence confidence,

            @Key(doc = "For people.") @Nullable String note) {}

    record ReadFile(
            @ValueRange(min = 3, max = 4) @Key(doc = "The function code.", fallback = "3")
            int function,

            @ValueRange(min = 0, max = 65535) @Key(doc = "The first register.", example = "40071")
            int at,

            @ValueRange(min = 1, max = 125) @Key(doc = "How many registers.", fallback = "1")
            int count,

            @Key(doc = "How often.", absent = "at the start, or now and then") @Nullable
            Duration every,

            @Key(doc = "It looks for another device there: exception 2 is the right answer.", fallback = "false")
            boolean refused,

            @Key(doc = "How it is known that it goes on where this is refused.", absent = "not known") @Nullable
            String without,

            @Key(doc = "For people.") @Nullable String note) {}

    record NoValueFile(
            @Key(doc = "The answer.", example = "NaN (0x7FC00000)")
            String is,

            @Key(
                    doc = "What becomes of the device's own word for \"no value\": it is understood, the registers"
                            + " that may hold it are left unread, or it is taken for a value.",
                    fallback = "understood")
            ConsumerFace.Word word,

            @Key(doc = "Where that is known from.") String source) {}
}
