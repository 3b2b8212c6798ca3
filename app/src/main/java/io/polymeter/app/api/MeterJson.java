package io.polymeter.app.api;

import io.polymeter.app.home.HomeParts;
import io.polymeter.config.Role;
import io.polymeter.config.Settings;
import io.polymeter.config.SourceSettings;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Trouble;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.runtime.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A meter in words and figures.
final class MeterJson {

    private MeterJson() {}

    static JsonObject of(ApiSnapshot picture, Snapshot.Meter meter) {
        SourceSettings source = picture.settings(meter).source();
        Profile profile = meter.profile();
        return new JsonObject()
                .put("name", meter.name())
                .put("source", new JsonObject().put("kind", source.kind()).put("endpoints", source.places()))
                .put(
                        "profile",
                        profile == null
                                ? JsonValue.NullValue.NULL
                                : profile(profile).build())
                .put("role", role(picture, meter))
                .put("quality", quality(meter))
                .put("asleep", Verdict.asleep(picture, meter))
                .put("revision", meter.revision())
                .put("link", worst(picture.linksOf(meter)))
                .put("points", points(meter));
    }

    /// The whole of a meter, with its links and where its values stand.
    static JsonObject whole(ApiSnapshot picture, Snapshot.Meter meter) {
        Settings settings = picture.plan().settings();
        List<String> outputs = settings.outputs().entrySet().stream()
                .filter(output -> settings.metersOf(output.getValue()).contains(meter.name()))
                .map(Map.Entry::getKey)
                .toList();
        return of(picture, meter)
                .put("links", picture.linksOf(meter), MeterJson::link)
                .put("outputs", outputs);
    }

    /// What it measures, in the words of the configuration; null where nobody says.
    static @Nullable String role(ApiSnapshot picture, Snapshot.Meter meter) {
        Role role = HomeParts.role(picture.settings(meter), meter.profile());
        return role == null ? null : role.name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject profile(Profile profile) {
        return new JsonObject().put("id", profile.id()).put("title", profile.title());
    }

    /// The worst of the values that age fast; else of all.
    static String quality(Snapshot.Meter meter) {
        List<Snapshot.Reading> live = meter.readings().stream()
                .filter(reading -> reading.group().equals("live"))
                .toList();
        List<Snapshot.Reading> counted = live.isEmpty()
                ? meter.readings().stream()
                        .filter(reading -> !reading.group().equals("identity"))
                        .toList()
                : live;
        if (counted.isEmpty()) {
            return "absent";
        }
        return counted.stream().anyMatch(reading -> reading.quality() == Snapshot.Quality.STALE) ? "stale" : "fresh";
    }

    static JsonValue worst(List<Snapshot.Link> links) {
        return ApiSnapshot.worst(links)
                .<JsonValue>map(link -> brief(link).build())
                .orElse(JsonValue.NullValue.NULL);
    }

    private static JsonObject brief(Snapshot.Link link) {
        return new JsonObject()
                .put("name", link.name())
                .put("state", link.state().name().toLowerCase(Locale.ROOT))
                .put("reason", link.reason())
                .put("coded", link.said().coded())
                .put("since_ms", link.since().toMillis());
    }

    static JsonObject link(Snapshot.Link link) {
        return brief(link)
                .put("description", link.description().text())
                .put("description_message", link.description().coded())
                .put("restarts", link.restarts())
                .put("counters", link.counters())
                .put("gauges", link.gauges())
                .put("troubles", link.troubles(), MeterJson::trouble);
    }

    private static JsonObject trouble(Trouble trouble) {
        return new JsonObject()
                .put("field", trouble.field())
                .put("sentence", trouble.sentence())
                .put("sentence_message", trouble.said().coded())
                .put("example", trouble.example())
                .put("count", trouble.count())
                .put("severity", trouble.severity().name().toLowerCase(Locale.ROOT));
    }

    /// What was received, and what the device has and did not tell.
    private static JsonValue points(Snapshot.Meter meter) {
        Readings readings = meter.state().readings();
        Map<Point, Snapshot.Reading> received = new HashMap<>();
        meter.readings().forEach(reading -> received.put(reading.point(), reading));
        TreeSet<Point> points = new TreeSet<>((a, b) -> Integer.compare(a.index(), b.index()));
        points.addAll(received.keySet());
        if (meter.profile() != null) {
            meter.profile().rows().stream()
                    .map(Row::point)
                    .filter(java.util.Objects::nonNull)
                    .forEach(points::add);
        }
        List<JsonValue> list = new ArrayList<>();
        for (Point point : points) {
            list.add(point(point, received.get(point), readings.derived(point)).build());
        }
        return new JsonValue.ArrayValue(list);
    }

    private static JsonObject point(Point point, Snapshot.@Nullable Reading reading, boolean derived) {
        JsonObject object = new JsonObject()
                .put("point", point.name())
                .put("quantity", point.quantity().id())
                .put(
                        "phase",
                        point.phase() == Phase.TOTAL ? "total" : point.phase().name())
                .put("unit", point.unit().symbol());
        if (reading == null) {
            return object.put("value", JsonValue.NullValue.NULL)
                    .put("age_ms", JsonValue.NullValue.NULL)
                    .put("group", JsonValue.NullValue.NULL)
                    .put("quality", "absent")
                    .put("derived", false);
        }
        JsonValue value =
                reading.text() != null ? new JsonValue.StringValue(reading.text()) : JsonObject.number(reading.value());
        return object.put("value", value)
                .put("age_ms", reading.age().toMillis())
                .put("group", reading.group())
                .put("quality", reading.quality() == Snapshot.Quality.STALE ? "stale" : "fresh")
                .put("derived", derived);
    }
}
