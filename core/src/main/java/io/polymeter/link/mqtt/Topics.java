package io.polymeter.link.mqtt;

import io.polymeter.config.kind.MqttSource;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.link.LinkContext;
import io.polymeter.link.Trouble;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.link.platform.DocumentField;
import io.polymeter.link.platform.DocumentFields;
import io.polymeter.link.platform.ForeignDocument;
import io.polymeter.link.platform.MeterInput;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the messages of a broker say of one meter.
final class Topics {

    /// What may be counted here, by the link it belongs to.
    static final Set<String> EVENTS = Set.of(
            "connects",
            "keep-alives",
            "messages",
            "retained-messages",
            "unreadable-messages",
            "missing-fields",
            "values");

    private static final io.polymeter.message.Message SILENT =
            io.polymeter.message.Message.of("nothing-comes", "nothing comes any more");

    private static final io.polymeter.message.Message EMPTY =
            io.polymeter.message.Message.of("empty-message", "its last message is empty, which takes the value back");

    private final DocumentFields input;
    private final List<TopicValue> entries;
    private final MqttSource.@Nullable Availability availability;
    private final long limit;
    /// Guarded by this.
    private final Map<TopicValue, MissedField> missed = new HashMap<>();

    private long messages;
    private boolean usable;
    private long lastUsable;
    private long lastMessage;

    Topics(DocumentFields input, List<TopicValue> entries, MqttSource.@Nullable Availability availability) {
        this.input = input;
        this.entries = List.copyOf(entries);
        this.availability = availability;
        this.limit = entries.stream()
                .mapToLong(entry -> entry.limit().toNanos())
                .max()
                .orElse(0);
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        entries.forEach(entry -> names.add(entry.topic()));
        if (availability != null) {
            names.add(availability.topic());
        }
        return names;
    }

    /// A connection begins.
    synchronized void connected() {
        messages = 0;
        usable = false;
    }

    /// Takes a message.
    synchronized void take(Message message, LinkContext context) {
        String text = new String(message.payload(), StandardCharsets.UTF_8);
        if (availability != null && message.topic().equals(availability.topic())) {
            presence(availability.online().equalsIgnoreCase(text.strip()), context);
        }
        List<TopicValue> told = entries.stream()
                .filter(entry -> entry.topic().equals(message.topic()))
                .toList();
        if (told.isEmpty()) {
            return;
        }
        context.health().count(message.retained() ? "retained-messages" : "messages");
        messages++;
        lastMessage = context.clock().nanos();
        String topic = "topic " + message.topic();
        if (text.isBlank()) {
            // An empty message clears what the broker keeps: the value is no more.
            input.remove(fields(told), context);
            context.trouble(Trouble.warning(topic, EMPTY, ""));
            return;
        }
        context.settled(topic);
        long now = context.clock().nanos();
        DocumentFields.Document document = document(message, text, told, context);
        DocumentFields.Outcome outcome = input.take(document, fields(told), context);
        if (outcome.measured() > 0) {
            usable = true;
            lastUsable = now;
        }
        for (TopicValue entry : told) {
            MissedField miss = missed.computeIfAbsent(entry, MissedField::new);
            if (!outcome.missing().contains(entry.field())) {
                miss.given(now);
            } else if (miss.isMissing(now, outcome.missing().size() == told.size())) {
                context.health().count("missing-fields");
                context.trouble(Trouble.warning(
                        entry.field().value().point().name(),
                        io.polymeter.message.Message.of(
                                "about-3",
                                "{name}: {why}",
                                entry.field().value().origin(),
                                entry.field().missing(document.json(), true)),
                        text));
            }
        }
    }

    private static DocumentFields.Document document(
            Message message, String text, List<TopicValue> told, LinkContext context) {
        JsonValue json = null;
        io.polymeter.message.Message foreign = null;
        try {
            boolean wanted = told.stream().anyMatch(entry -> entry.field().path() != null);
            json = wanted ? JsonValue.parseDocument(message.payload()) : null;
        } catch (JsonException e) {
            context.health().count("unreadable-messages");
            foreign = ForeignDocument.words(message.payload(), e);
        }
        return new DocumentFields.Document(text, json, foreign, MeterInput.heard(context.clock()), message.retained());
    }

    private static List<DocumentField> fields(List<TopicValue> entries) {
        return entries.stream().map(TopicValue::field).toList();
    }

    /// Why nothing that arrives can be used; null where something can.
    synchronized io.polymeter.message.@Nullable Message complaint(LinkContext context) {
        if (usable && context.clock().nanos() - lastUsable <= limit) {
            return null;
        }
        if (messages == 0) {
            return io.polymeter.message.Message.of(
                    "nothing-came-yet", "nothing has come yet on {topics}", String.join(", ", names()));
        }
        if (context.clock().nanos() - lastMessage > limit) {
            return SILENT;
        }
        return context.health().troubles().stream()
                .findFirst()
                .map(MeterInput::unusable)
                .orElse(
                        usable
                                ? SILENT
                                : io.polymeter.message.Message.of("no-value-yet", "no message has had a value yet"));
    }

    /// The publisher is there, or its last will says that it is not: what it measured is over.
    private void presence(boolean there, LinkContext context) {
        context.health().count(there ? "online" : "offline");
        if (!there) {
            input.remove(fields(entries), context);
            usable = false;
        }
    }
}
