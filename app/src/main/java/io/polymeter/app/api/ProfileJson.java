package io.polymeter.app.api;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.point.Point;
import io.polymeter.profile.DeviceDescription;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.document.Documents;
import io.polymeter.register.Range;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a device, for programs: the API and `polymeter profiles --json` say the same.
public final class ProfileJson {

    private ProfileJson() {}

    /// One device with all of its registers.
    public static JsonObject whole(Profile profile) {
        return of(profile).put("registers", profile.rows(), ProfileJson::row);
    }

    /// One device, without its registers.
    public static JsonObject of(Profile profile) {
        DeviceDescription about = profile.about();
        Profile.SerialDefaults serial = profile.wire().serial();
        return new JsonObject()
                .put("name", profile.id())
                .put("title", profile.title())
                .put("maker", about.maker())
                .put("role", word(about.role()))
                .put("interface", profile.documents().interfaces().getFirst())
                .put("interfaces", profile.documents().interfaces())
                .put("points", profile.points().stream().map(Point::name).toList())
                .put("confidence", word(about.confidence()))
                .put("note", about.note())
                .put("sources", about.sources())
                .put("parts", about.parts())
                .put("login", word(profile.documents().http().login()))
                .put(
                        "variables",
                        profile.documents().variables().entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .toList(),
                        ProfileJson::variable)
                .put("id", profile.id())
                .put("unit", profile.wire().unit())
                .put("sunspec", profile.sunspec() != null)
                .put(
                        "serial",
                        serial == null
                                ? JsonValue.NullValue.NULL
                                : new JsonObject()
                                        .put("baud", serial.baud())
                                        .put("parity", serial.parity())
                                        .put("stop_bits", serial.stopBits())
                                        .build());
    }

    static JsonObject row(Row row) {
        Point point = row.point();
        return new JsonObject()
                .put("address", row.range().onWire())
                .put("count", row.range().count())
                .put("name", row.name())
                .put("point", point == null ? null : point.name())
                .put("unit", row.unit().symbol())
                .put("encoding", row.format().encoding().name().toLowerCase(Locale.ROOT))
                .put("low_word_first", row.format().lowWordFirst())
                .put("scale", row.format().scale())
                .put(
                        "scale_at",
                        row.format().scaleAt() < 0
                                ? JsonValue.NullValue.NULL
                                : JsonObject.number(new Range(row.format().scaleAt(), 1).onWire()))
                .put("access", row.access().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("group", row.group().name())
                .put("note", row.note());
    }

    /// What each device has of its own, such as the topic it begins with.
    private static JsonObject variable(Map.Entry<String, Documents.Variable> named) {
        Documents.Variable variable = named.getValue();
        return new JsonObject()
                .put("name", named.getKey())
                .put("doc", variable.doc())
                .put("fallback", variable.fallback())
                .put("example", variable.example());
    }

    /// A constant as it is written in files.
    private static @Nullable String word(@Nullable Enum<?> constant) {
        return constant == null
                ? null
                : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
