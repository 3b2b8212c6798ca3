package io.polymeter.app.api;

import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import java.util.Locale;

/// The known devices.
final class ProfileRoutes {

    void register(Routes routes) {
        routes.get("/api/profiles", _ -> list());
        routes.get("/api/profiles/{id}", ProfileRoutes::one);
    }

    private static WebReply list() {
        return WebReply.json(
                new JsonObject().put("profiles", Catalog.builtIn().all().toList(), ProfileRoutes::brief));
    }

    private static WebReply one(WebRequest call) throws HttpError {
        Profile profile = Catalog.builtIn()
                .find(call.path("id"))
                .orElseThrow(() -> HttpError.notFound(
                        Message.of("there-no-profile-2", "there is no profile '{path}'", call.path("id"))));
        return WebReply.json(brief(profile).put("registers", profile.rows(), ProfileRoutes::row));
    }

    private static JsonObject brief(Profile profile) {
        Profile.SerialDefaults serial = profile.wire().serial();
        return ProfileJson.of(profile)
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
}
