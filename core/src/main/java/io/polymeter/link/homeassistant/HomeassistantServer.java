package io.polymeter.link.homeassistant;

import io.polymeter.config.kind.HomeassistantSource;
import io.polymeter.config.yaml.Secret;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.SourceRequest;
import java.net.URI;
import java.util.Map;

/// The addresses of a Home Assistant server.
/// @param access who we are there
record HomeassistantServer(String base, String token, HttpAccess access) {

    static HomeassistantServer of(SourceRequest<HomeassistantSource> wish) {
        HomeassistantSource source = wish.source();
        String url = source.url().toString();
        Secret token = source.token();
        return new HomeassistantServer(
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                token == null ? "" : token.reveal(),
                new HttpAccess(
                                source.url(),
                                source.username(),
                                source.password(),
                                source.tls(),
                                wish.site().state())
                        .check(wish.path(), wish.problems()));
    }

    Map<String, String> headers() {
        return token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token);
    }

    URI state(String entity) {
        return URI.create(base + "/api/states/" + entity);
    }

    @Override
    public String toString() {
        return base;
    }
}
