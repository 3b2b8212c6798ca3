package io.polymeter.link.homeassistant;

import io.polymeter.config.HomeassistantSource;
import io.polymeter.config.yaml.Secret;
import java.net.URI;
import java.util.Map;

/// The addresses of a Home Assistant server.
record HomeassistantServer(String base, String token) {

    static HomeassistantServer of(HomeassistantSource source) {
        String url = source.url().toString();
        Secret token = source.token();
        return new HomeassistantServer(
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url, token == null ? "" : token.reveal());
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
