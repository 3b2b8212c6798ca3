package io.polymeter.profile.document;

import io.polymeter.json.JsonPath;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// All documents of a device, and how they are come by. Immutable.
///
/// @param variables what each device has of its own, by name
public record Documents(List<Document> all, Http http, Mqtt mqtt, Map<String, Variable> variables) {

    /// A device without any.
    public static final Documents NONE = new Documents(
            List.of(), new Http(Scheme.HTTP, Login.NONE, Map.of(), null, List.of()), new Mqtt(null, null), Map.of());

    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z0-9-]+)}");

    public Documents {
        all = List.copyOf(all);
        variables = Map.copyOf(variables);
    }

    /// One document.
    ///
    /// @param get null: it is not there over HTTP
    /// @param topic null: it is not there over MQTT
    /// @param in where it stands in the message; null: it is the message
    /// @param group the name of the group it ages with
    /// @param every how often it is fetched; null: as its group
    /// @param fixed what a simulated device sends beside the values
    public record Document(
            @Nullable Request get,
            @Nullable String topic,
            @Nullable JsonPath in,
            String group,
            @Nullable Duration every,
            @Nullable JsonPath time,
            @Nullable JsonPath valid,
            List<Value> values,
            @Nullable JsonValue fixed) {
        public Document {
            values = List.copyOf(values);
        }

        /// What it is called, for people.
        public String title() {
            return get != null ? get.path() : String.valueOf(topic);
        }
    }

    /// How a document is asked for.
    ///
    /// @param body sent with POST; null: GET
    public record Request(String path, @Nullable String body) {}

    /// One value of a document.
    ///
    /// @param minus a number that is taken off; null: none
    public record Value(
            JsonPath json,
            @Nullable JsonPath minus,
            Point point,
            Unit.Scaled unit,
            double scale,
            NumberForm form,
            @Nullable JsonPath valid,
            String written) {}

    /// How requests are secured.
    public enum Scheme {
        HTTP,
        HTTPS
    }

    /// What a device wants to know of whoever asks.
    public enum Login {
        /// Nothing.
        NONE,
        /// User name and password, where they are set: basic or digest, as the device says.
        OPTIONAL,
        /// User name and password.
        PASSWORD,
        /// A bearer token.
        TOKEN
    }

    /// How it is spoken to over HTTP.
    ///
    /// @param probe null: nothing tells it
    public record Http(
            Scheme scheme,
            Login login,
            Map<String, String> headers,
            @Nullable Probe probe,
            List<Announced> mdns) {
        public Http {
            headers = Map.copyOf(headers);
            mdns = List.copyOf(mdns);
        }
    }

    /// What tells a device by its answer.
    ///
    /// @param certain false where other devices may answer the same
    public record Probe(String get, List<Field> fields, boolean certain) {
        public Probe {
            fields = List.copyOf(fields);
        }

        /// A field of an answer.
        ///
        /// @param is accepted values, or beginnings with `*`; empty: anything but null
        public record Field(JsonPath json, String written, List<String> is) {
            public Field {
                is = List.copyOf(is);
            }
        }

        /// What the answer has that tells the device, in words; empty where it is another.
        public List<Message> evidence(JsonValue answer) {
            List<Message> words = new ArrayList<>();
            for (Field field : fields) {
                String said = text(field.json().in(answer));
                if (said == null
                        || !field.is().isEmpty() && field.is().stream().noneMatch(wanted -> fits(said, wanted))) {
                    return List.of();
                }
                words.add(Message.of("seen-field", "{path}: {field} is {value}", get, field.written(), said));
            }
            return words;
        }

        private static @Nullable String text(@Nullable JsonValue value) {
            return switch (value) {
                case JsonValue.StringValue(String text) -> text;
                case JsonValue.NumberValue(String literal) -> literal;
                case JsonValue.BooleanValue(boolean truth) -> String.valueOf(truth);
                case JsonValue.ArrayValue _ -> "a list";
                case JsonValue.ObjectValue _ -> "an object";
                case null, default -> null;
            };
        }
    }

    /// A service that a device announces.
    ///
    /// @param service without the domain, e.g. `_shelly._tcp`
    /// @param name the beginning of the instance's name; empty: any
    /// @param text accepted values of its texts, or beginnings with `*`
    public record Announced(String service, String name, Map<String, String> text) {
        public Announced {
            text = Map.copyOf(text);
        }

        /// True for an announcement of such a device.
        public boolean fits(String instance, Map<String, String> texts) {
            return instance.regionMatches(true, 0, name, 0, name.length())
                    && text.entrySet().stream()
                            .allMatch(pair -> Documents.fits(texts.getOrDefault(pair.getKey(), ""), pair.getValue()));
        }
    }

    private static boolean fits(String said, String wanted) {
        return wanted.endsWith("*") ? said.startsWith(wanted.substring(0, wanted.length() - 1)) : said.equals(wanted);
    }

    /// How it is spoken to over MQTT.
    public record Mqtt(
            @Nullable KeepAlive keepAlive, @Nullable Availability availability) {}

    /// A message at an interval.
    public record KeepAlive(String topic, String payload, Duration every) {}

    /// A presence.
    public record Availability(String topic, String online) {}

    /// What each device has of its own.
    ///
    /// @param fallback null: it has to be said
    public record Variable(
            String doc, @Nullable String fallback, @Nullable String example) {

        /// What to say where it has to be said and is not.
        public Message missing(String name) {
            return Message.of(
                    "needs-variables",
                    "needs 'variables.{name}': {doc}{example}",
                    name,
                    doc,
                    example == null ? "" : ", e.g. " + example);
        }
    }

    /// True for a device without documents.
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /// The names in a text that stand for something of the device.
    public static List<String> variables(String text) {
        return VARIABLE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /// A text with what the device has of its own.
    ///
    /// @param given what is set; the usual values are added
    public String filled(String text, Map<String, String> given) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        Optional.ofNullable(value(found.group(1), given)).orElse(found.group())));
    }

    private @Nullable String value(String name, Map<String, String> given) {
        Variable variable = variables.get(name);
        return given.getOrDefault(name, variable == null ? null : variable.fallback());
    }

    /// Those over HTTP.
    public List<Document> fetched() {
        return all.stream().filter(document -> document.get() != null).toList();
    }

    /// Those over MQTT.
    public List<Document> published() {
        return all.stream().filter(document -> document.topic() != null).toList();
    }

    /// How the device is reached: `http`, `mqtt` or both; `modbus` where it has no documents.
    public List<String> interfaces() {
        if (isEmpty()) {
            return List.of("modbus");
        }
        List<String> names = new ArrayList<>();
        if (!fetched().isEmpty()) {
            names.add("http");
        }
        if (!published().isEmpty()) {
            names.add("mqtt");
        }
        return names;
    }

    /// The name of the group a point ages with; null where they do not have it.
    public @Nullable String groupOf(Point point) {
        return all.stream()
                .filter(document -> document.values().stream().anyMatch(value -> value.point() == point))
                .map(Document::group)
                .findFirst()
                .orElse(null);
    }

    /// Every point of them.
    public List<Point> points() {
        return all.stream()
                .flatMap(document -> document.values().stream())
                .map(Value::point)
                .distinct()
                .toList();
    }
}
