package io.polymeter.link.openhab;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.link.LinkContext;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpReply;
import io.polymeter.link.platform.MeterInput;
import io.polymeter.link.platform.SourceValue;
import io.polymeter.link.platform.UnusableAnswerException;
import io.polymeter.message.Message;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What openHAB says of the items of one meter (openhab-core: `ItemResource`, `EnrichedItemDTO`,
/// `ItemEventFactory`).
final class Items {

    private static final Set<String> EVENTS = Set.of("ItemStateChangedEvent", "ItemStateUpdatedEvent");

    private final MeterInput intake;
    private final Map<String, List<SourceValue>> channels;

    /// @param channels by item
    Items(MeterInput intake, Map<String, List<SourceValue>> channels) {
        this.intake = intake;
        this.channels = Map.copyOf(channels);
    }

    Set<String> names() {
        return channels.keySet();
    }

    /// The answer to `GET /rest/items/NAME`.
    ///
    /// @return what is wrong with it; null: nothing
    @Nullable
    Message answer(String item, HttpReply answer, LinkContext context) throws UnusableAnswerException {
        if (answer.status() == 404) {
            // A removed item measures nothing any more: its last value would be held for as long as it may be old.
            remove(item, MeterInput.Moment.at(answer.asked()), context);
            return HttpFailure.said(404);
        }
        if (answer.status() != 200) {
            return HttpFailure.said(answer.status());
        }
        JsonValue document = answer.json();
        String state = document.text("state");
        if (state == null) {
            throw new UnusableAnswerException(
                    Message.of("answer-no-openhab", "the answer has no state; is it an openHAB server?"));
        }
        Instant updated = instant(document.get("lastStateUpdate"));
        long measured = updated == null
                ? answer.asked()
                : answer.instantOf(updated, context.clock().wall());
        MeterInput.Moment moment = new MeterInput.Moment(answer.asked(), measured);
        take(item, state, moment, context);
        return null;
    }

    /// An event of the stream `/rest/events`.
    ///
    /// @return false where it is none of ours
    /// @throws JsonException where it is no event
    boolean event(String data, LinkContext context) throws JsonException {
        JsonValue event = JsonValue.parse(data);
        String topic = event.text("topic");
        String type = event.text("type");
        String payload = event.text("payload");
        if (topic == null || type == null || payload == null) {
            return false;
        }
        String[] steps = topic.split("/", -1);
        if (steps.length != 4 || !steps[1].equals("items") || !channels.containsKey(steps[2])) {
            return false;
        }
        MeterInput.Moment now = MeterInput.heard(context.clock());
        if (steps[3].equals("removed")) {
            remove(steps[2], now, context);
            return true;
        }
        String state = EVENTS.contains(type) ? JsonValue.parse(payload).text("value") : null;
        if (state == null) {
            return false;
        }
        take(steps[2], state, now, context);
        return true;
    }

    private void take(String item, String state, MeterInput.Moment moment, LinkContext context) {
        MeterInput.Message message = intake.message(context);
        of(item).forEach(channel -> message.accept(channel, channel.read(state, null), state, moment));
        message.apply();
    }

    private void remove(String item, MeterInput.Moment moment, LinkContext context) {
        MeterInput.Message message = intake.message(context);
        of(item).forEach(channel -> message.remove(channel, moment));
        message.apply();
    }

    private List<SourceValue> of(String item) {
        return channels.getOrDefault(item, List.of());
    }

    /// Milliseconds since 1970, or ISO 8601; null where there is neither.
    private static @Nullable Instant instant(@Nullable JsonValue value) {
        try {
            return switch (value) {
                case JsonValue.NumberValue figure -> Instant.ofEpochMilli(Long.parseLong(figure.literal()));
                case JsonValue.StringValue text ->
                    OffsetDateTime.parse(text.text()).toInstant();
                case null, default -> null;
            };
        } catch (DateTimeException | NumberFormatException _) {
            return null;
        }
    }
}
