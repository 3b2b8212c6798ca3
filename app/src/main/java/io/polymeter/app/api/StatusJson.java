package io.polymeter.app.api;

import io.polymeter.config.OutputSettings;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputStatistics;
import io.polymeter.runtime.Snapshot;
import java.util.Comparator;
import java.util.List;

/// Whether all is well, with the few figures that show it.
final class StatusJson {

    private static final double NANOS = 1e9;

    private StatusJson() {}

    static JsonObject of(ApiSnapshot picture, Verdict verdict) {
        JsonObject meters = new JsonObject();
        picture.snapshot().meters().forEach(meter -> meters.put(meter.name(), meter(picture, meter)));
        JsonObject outputs = new JsonObject();
        picture.plan()
                .settings()
                .outputs()
                .forEach((name, settings) -> outputs.put(name, output(picture, name, settings)));
        return new JsonObject()
                .put("verdict", verdict.status())
                .put("sentences", verdict.sentences())
                .put("meters", meters)
                .put("outputs", outputs);
    }

    /// The age is that of the oldest value that counts as the meter's state; a value that is too old is null.
    private static JsonObject meter(ApiSnapshot picture, Snapshot.Meter meter) {
        JsonObject values = new JsonObject();
        for (Snapshot.Reading reading : meter.readings()) {
            values.put(reading.point().name(), value(reading));
        }
        return new JsonObject()
                .put("state", Verdict.asleep(picture, meter) ? "asleep" : MeterJson.quality(meter))
                .put("role", MeterJson.role(picture, meter))
                .put("age-s", age(meter))
                .put("values", values);
    }

    private static JsonValue value(Snapshot.Reading reading) {
        if (reading.quality() == Snapshot.Quality.STALE) {
            return JsonValue.NullValue.NULL;
        }
        return reading.text() != null ? new JsonValue.StringValue(reading.text()) : JsonObject.number(reading.value());
    }

    private static JsonValue age(Snapshot.Meter meter) {
        List<Snapshot.Reading> live = meter.readings().stream()
                .filter(reading -> reading.group().equals("live"))
                .toList();
        return (live.isEmpty() ? meter.readings() : live)
                .stream()
                        .filter(reading -> !reading.group().equals("identity"))
                        .map(Snapshot.Reading::age)
                        .max(Comparator.naturalOrder())
                        .map(age -> JsonObject.number(Math.round(age.toNanos() / NANOS * 1000) / 1000.0))
                        .orElse(JsonValue.NullValue.NULL);
    }

    /// A share is that of the last minute, and null where nothing was asked in it.
    private static JsonObject output(ApiSnapshot picture, String name, OutputSettings settings) {
        JsonObject object =
                new JsonObject().put("state", OutputJson.state(picture, settings, picture.linksOf(name, settings)));
        OutputStatistics statistics =
                picture.output(name).map(Snapshot.Output::statistics).orElse(null);
        if (statistics == null) {
            return object.put("asked-per-minute", JsonValue.NullValue.NULL)
                    .put("refused-share", JsonValue.NullValue.NULL);
        }
        double share = statistics.refusedShare();
        return object.put("asked-per-minute", 60 * statistics.perSecond()).put("refused-share", share);
    }
}
