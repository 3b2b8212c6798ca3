package io.polymeter.link.mqtt;

import io.polymeter.json.JsonText;
import io.polymeter.link.Clock;
import io.polymeter.link.publish.NumberText;
import io.polymeter.link.publish.PublishedValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.StringJoiner;

/// What is published of a meter.
///
/// @param values what is fresh
/// @param json the same as text
record StatePayload(List<PublishedValue> values, String json) {

    /// One member for each value, named like the point:
    /// `{"active-power":{"value":-1200.5,"unit":"W","time":"…Z"}}`.
    static StatePayload of(List<PublishedValue> values, Clock clock) {
        long now = clock.nanos();
        Instant wall = clock.wall();
        StringJoiner members = new StringJoiner(",", "{", "}");
        for (PublishedValue value : values) {
            String unit = value.point().unit().symbol();
            String text = value.text();
            Instant time = wall.minusNanos(now - value.instant()).truncatedTo(ChronoUnit.MILLIS);
            members.add(JsonText.quote(value.point().name()) + ":{\"value\":"
                    + (text == null ? NumberText.text(value.number()) : JsonText.quote(text))
                    + (unit.isEmpty() ? "" : ",\"unit\":" + JsonText.quote(unit))
                    + ",\"time\":\"" + time + "\""
                    + (value.derived() ? ",\"derived\":true" : "")
                    + "}");
        }
        return new StatePayload(values, members.toString());
    }

    /// True while something is measured.
    boolean measured() {
        return values.stream().anyMatch(PublishedValue::measured);
    }
}
