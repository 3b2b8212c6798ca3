package io.polymeter.app.api;

import io.polymeter.json.JsonObject;
import io.polymeter.point.Point;
import io.polymeter.profile.DeviceDescription;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is known of a device beside its registers, for programs: the API and `polymeter profiles --json` say the same.
public final class ProfileJson {

    private ProfileJson() {}

    /// One device.
    public static JsonObject of(Profile profile) {
        DeviceDescription about = profile.about();
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
                        ProfileJson::variable);
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
