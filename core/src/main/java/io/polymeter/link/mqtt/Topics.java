package io.polymeter.link.mqtt;

import io.polymeter.config.MqttSource;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonPath;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.platform.MeterInput;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the messages of a broker say of one meter.
final class Topics {

    private final MeterInput intake;
    private final List<TopicValue> entries;
    private final MqttSource.@Nullable Availability availability;

    /// A message.
    ///
    /// @param retained true where the broker had kept it from before we subscribed
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Message(String topic, byte[] payload, boolean retained) {}

    Topics(MeterInput intake, List<TopicValue> entries, MqttSource.@Nullable Availability availability) {
        this.intake = intake;
        this.entries = List.copyOf(entries);
        this.availability = availability;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>();
        entries.forEach(entry -> names.add(entry.topic()));
        if (availability != null) {
            names.add(availability.topic());
        }
        return names;
    }

    /// Takes a message.
    void take(Message message, Context context) {
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
        Health health = context.health();
        health.count(message.retained() ? "retained-messages" : "messages");
        if (text.isBlank()) {
            // An empty message clears what the broker keeps: the value is no more.
            told.forEach(entry -> intake.remove(entry.channel(), now(context), health));
            return;
        }
        JsonValue document = null;
        try {
            if (told.stream().anyMatch(entry -> entry.value() != null)) {
                document = JsonValue.parse(message.payload());
            }
        } catch (JsonException _) {
            health.count("unreadable-messages");
        }
        for (TopicValue entry : told) {
            JsonPath path = entry.value();
            if (path != null && document == null) {
                continue;
            }
            MeterInput.Moment moment = moment(message, entry, document, context);
            if (moment == null) {
                health.count("retained-without-time");
            } else if (path == null) {
                intake.accept(entry.channel(), entry.channel().read(text, null), moment, health);
            } else if (document != null) {
                intake.accept(entry.channel(), path.in(document), moment, health);
            }
        }
    }

    /// The publisher is there, or its last will says that it is not: what it measured is over.
    private void presence(boolean there, Context context) {
        context.health().count(there ? "online" : "offline");
        if (!there) {
            entries.forEach(entry -> intake.remove(entry.channel(), now(context), context.health()));
        }
    }

    private static MeterInput.Moment now(Context context) {
        return MeterInput.Moment.at(context.clock().nanos());
    }

    /// When a value was measured; null where nobody knows.
    private static MeterInput.@Nullable Moment moment(
            Message message, TopicValue entry, @Nullable JsonValue document, Context context) {
        Clock clock = context.clock();
        long heard = clock.nanos();
        JsonPath path = entry.time();
        Instant time = path == null || document == null ? null : MeasurementTime.read(path.in(document));
        if (path != null && time == null) {
            context.health().count("without-time");
        }
        if (time == null) {
            return message.retained() ? null : MeterInput.Moment.at(heard);
        }
        // Clocks that disagree make a value older, never younger than its reception.
        Duration age = Duration.between(time, clock.wall());
        long measured =
                age.isNegative() ? heard : heard - Math.min(age.toSeconds(), MeasurementTime.LONGEST) * 1_000_000_000L;
        // What was kept does not undo what was heard since it was measured.
        return new MeterInput.Moment(message.retained() ? measured : heard, measured);
    }
}
