package io.polymeter.app.api;

import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.message.Message;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;

/// The known devices.
final class ProfileRoutes {

    void register(Routes routes) {
        routes.get("/api/profiles", _ -> list());
        routes.get("/api/profiles/{id}", ProfileRoutes::one);
    }

    private static WebReply list() {
        return WebReply.json(
                new JsonObject().put("profiles", Catalog.builtIn().all().toList(), ProfileJson::of));
    }

    private static WebReply one(WebRequest call) throws HttpError {
        Profile profile = Catalog.builtIn()
                .find(call.path("id"))
                .orElseThrow(() -> HttpError.notFound(
                        Message.of("there-no-profile-2", "there is no profile '{path}'", call.path("id"))));
        return WebReply.json(ProfileJson.whole(profile));
    }
}
