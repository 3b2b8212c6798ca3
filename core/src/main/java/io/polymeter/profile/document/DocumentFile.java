package io.polymeter.profile.document;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Position;
import io.polymeter.config.yaml.ValueRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A document of a device as a profile's file has it.
public record DocumentFile(
        @Key(doc = "Path and query it is fetched from over HTTP.", absent = "not over HTTP", example = "/status")
        @Nullable
        String get,

        @Key(
                doc = "Body to send: the document is then requested with POST.",
                absent = "GET",
                example = "'{\"ENERGY\":{}}'")
        @Nullable
        String post,

        @Key(doc = "MQTT topic of it.", absent = "not over MQTT", example = "\"{prefix}/status/em:0\"") @Nullable
        String topic,

        @Key(
                doc = "Path of the part of the message that is the document; a message without it is another one.",
                absent = "all of it",
                example = "params.em:0")
        @Nullable
        String in,

        @Key(doc = "Group it ages with.", example = "live") String group,

        @Key(doc = "Poll interval.", absent = "the group's", example = "2s") @Nullable
        Duration every,

        @Key(
                doc = "Path of when it was measured: ISO 8601, or seconds or milliseconds since 1970.",
                absent = "when it is received",
                example = "timestamp")
        @Nullable
        String time,

        @Key(
                doc = "Path of a field that is true while the document holds: else all of it is absent.",
                absent = "it always holds",
                example = "is_valid")
        @Nullable
        String valid,

        @ValueRange(min = 1, max = 500) @Key(doc = "Where each point is.")
        List<ValueFile> values,

        @Key(
                doc = "JSON that a simulated device sends, before the values are put into it.",
                absent = "an empty document",
                example = "'{\"id\":0,\"errors\":[]}'")
        @Nullable
        String fixed,

        Position position) {

    /// One value.
    public record ValueFile(
            @Key(
                    doc =
                            "Path of the number: `a.b.0`, a JSON pointer, or `list[key=text].field`; empty: the document is"
                                    + " the number.",
                    example = "total_act_power")
            String json,

            @Key(doc = "The point.", example = "active-power")
            String point,

            @Key(doc = "Unit of the number.", absent = "the point's", example = "kWh") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to turn the sign.", fallback = "1")
            double scale,

            @Key(
                    doc = "Path of a number that is taken off, where the device counts both directions apart.",
                    absent = "none",
                    example = "packInputPower")
            @Nullable
            String minus,

            @Key(doc = "How the number is written.", fallback = "number")
            NumberForm as,

            @Key(
                    doc = "Path of a field that is true while this value holds: else it is absent.",
                    absent = "it always holds",
                    example = "is_valid")
            @Nullable
            String valid,

            Position position) {}

    /// How a device is reached over HTTP, and recognised.
    public record HttpFile(
            @Key(doc = "`http` or `https`.", fallback = "http")
            Documents.Scheme scheme,

            @Key(doc = "What the device asks for.", fallback = "none")
            Documents.Login login,

            @Key(doc = "Request headers.", absent = "none", example = "{ X-Api-Version: \"2\" }")
            Map<String, String> headers,

            @Key(doc = "How the device is recognised by what it answers.", absent = "it is not") @Nullable
            ProbeFile probe,

            @ValueRange(min = 1, max = 8)
            @Key(doc = "How the device announces itself by multicast DNS.", absent = "it does not")
            List<AnnouncedFile> mdns) {}

    /// What a device answers.
    public record ProbeFile(
            @Key(doc = "Path and query.", example = "/shelly")
            String get,

            @ValueRange(min = 1, max = 8) @Key(doc = "What the answer has; all must match.")
            List<FieldFile> fields,

            @Key(doc = "Whether this tells the device for certain.", fallback = "true")
            boolean certain) {}

    /// A field of an answer.
    public record FieldFile(
            @Key(doc = "Path of the field.", example = "model")
            String json,

            @ValueRange(min = 1, max = 32)
            @Key(
                    doc = "Accepted values; one that ends in `*` is a beginning.",
                    absent = "anything but null",
                    example = "[SPEM-003*]")
            List<String> is,

            Position position) {}

    /// A service that a device announces.
    public record AnnouncedFile(
            @Key(doc = "The service.", example = "_shelly._tcp")
            String service,

            @Key(doc = "Beginning of the instance's name.", absent = "any", example = "shellypro3em-") @Nullable
            String name,

            @Key(
                    doc = "Texts it has; a value that ends in `*` is a beginning.",
                    absent = "any",
                    example = "{ app: Pro3EM }")
            Map<String, String> text,

            Position position) {}

    /// How a device is spoken to over MQTT.
    public record MqttFile(
            @Key(doc = "A message that the device wants to hear at an interval.", absent = "none") @Nullable
            KeepAliveFile keepAlive,

            @Key(doc = "Topic that says whether the device is there.", absent = "none") @Nullable
            AvailabilityFile availability) {}

    /// A message at an interval.
    public record KeepAliveFile(
            @Key(doc = "The topic.", example = "\"R/{portal}/keepalive\"")
            String topic,

            @Key(doc = "The message.", absent = "an empty one") @Nullable
            String payload,

            @Key(doc = "How often.", fallback = "30s") Duration every) {}

    /// A presence.
    public record AvailabilityFile(
            @Key(doc = "The topic.", example = "\"{prefix}/online\"")
            String topic,

            @Key(doc = "Payload that means that it is there.", fallback = "online")
            String online) {}

    /// Something that each device has of its own, such as its prefix: `{NAME}` in paths and topics.
    public record VariableFile(
            @Key(doc = "What it is.", example = "MQTT prefix of the device")
            String doc,

            @Key(doc = "Its usual value.", absent = "a meter has to say it", example = "\"1\"") @Nullable
            String fallback,

            @Key(doc = "An example.", example = "shellypro3em-aabbccddeeff") @Nullable
            String example) {}
}
