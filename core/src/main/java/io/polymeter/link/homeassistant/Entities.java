package io.polymeter.link.homeassistant;

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
import org.jspecify.annotations.Nullable;

/// What Home Assistant says of the entities of one meter (developers.home-assistant.io: REST API, WebSocket API).
final class Entities {

    private final MeterInput intake;
    private final Map<String, List<SourceValue>> channels;

    /// @param channels by entity
    Entities(MeterInput intake, Map<String, List<SourceValue>> channels) {
        this.intake = intake;
        this.channels = Map.copyOf(channels);
    }

    /// The answer to `GET /api/states/ENTITY`.
    ///
    /// @return what is wrong with it; null: nothing
    @Nullable
    Message answer(String entity, HttpReply answer, LinkContext context) throws UnusableAnswerException {
        if (answer.status() == 404) {
            remove(entity, MeterInput.Moment.at(answer.asked()), context);
            return HttpFailure.said(404);
        }
        if (answer.status() != 200) {
            return HttpFailure.said(answer.status());
        }
        JsonValue state = answer.json();
        Instant reported = instant(state.text("last_reported"));
        long measured = reported == null
                ? answer.asked()
                : answer.instantOf(reported, context.clock().wall());
        if (!take(entity, state, new MeterInput.Moment(answer.asked(), measured), context)) {
            throw new UnusableAnswerException(
                    Message.of("answer-no-homeassistant", "the answer has no state; is it a Home Assistant server?"));
        }
        return null;
    }

    /// The member `event` of an event message.
    ///
    /// @return false where it is none of ours
    boolean event(JsonValue event, LinkContext context) {
        JsonValue data = event.get("data");
        String entity = data == null ? null : data.text("entity_id");
        if (data == null || entity == null || !channels.containsKey(entity)) {
            return false;
        }
        MeterInput.Moment now = MeterInput.heard(context.clock());
        JsonValue state = data.get("new_state");
        if (state == JsonValue.NullValue.NULL) {
            remove(entity, now, context);
            return true;
        }
        return state != null && take(entity, state, now, context);
    }

    private boolean take(String entity, JsonValue state, MeterInput.Moment moment, LinkContext context) {
        String text = state.text("state");
        if (text == null) {
            return false;
        }
        JsonValue attributes = state.get("attributes");
        String unit = attributes == null ? null : attributes.text("unit_of_measurement");
        String said = unit == null ? text : text + " " + unit;
        MeterInput.Message message = intake.message(context);
        of(entity).forEach(channel -> message.accept(channel, channel.read(text, unit), said, moment));
        message.apply();
        return true;
    }

    private void remove(String entity, MeterInput.Moment moment, LinkContext context) {
        MeterInput.Message message = intake.message(context);
        of(entity).forEach(channel -> message.remove(channel, moment));
        message.apply();
    }

    private List<SourceValue> of(String entity) {
        return channels.getOrDefault(entity, List.of());
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }
}
