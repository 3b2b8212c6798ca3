package io.polymeter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RoutesTest {

    private static final Route NOTHING = _ -> WebReply.nothing();

    private final Routes routes = new Routes()
            .get("/api/meters", NOTHING)
            .get("/api/meters/{name}", NOTHING)
            .guarded("PUT", "/api/meters/{name}", NOTHING)
            .add("POST", "/api/session", Routes.Access.OPEN, NOTHING);

    @Test
    void aPathIsFoundByItsMethodAndGivesItsParameters() {
        Routes.Match match = Objects.requireNonNull(routes.find("GET", path("api", "meters", "a/b")));
        assertThat(match.parameters()).containsExactly(Map.entry("name", "a/b"));
        assertThat(match.entry().access()).isEqualTo(Routes.Access.OPEN);
        assertThat(Objects.requireNonNull(routes.find("PUT", path("api", "meters", "x")))
                        .entry()
                        .access())
                .isEqualTo(Routes.Access.GUARDED);
        assertThat(Objects.requireNonNull(routes.find("GET", path("api", "meters")))
                        .parameters())
                .isEmpty();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(routes.find("GET", path("api", "session"))).isNull();
        assertThat(routes.find("GET", path("api", "meters", "a", "b"))).isNull();
        assertThat(routes.find("GET", path("API", "meters"))).isNull();
        assertThat(routes.find("GET", path("api"))).isNull();
        assertThat(routes.methods(path("api", "meters", "a"))).containsExactly("GET", "PUT");
        assertThat(routes.methods(path("api", "nothing"))).isEmpty();
        assertThat(routes.entries()).hasSize(4);
    }

    @Test
    void aReplyHasItsTypeAndIsNotChangedByOneMadeFromIt() {
        WebReply reply = WebReply.json(201, new JsonObject().put("a", 1));
        WebReply more = reply.with("ETag", "\"x\"");
        assertThat(reply.headers()).isEmpty();
        assertThat(more.headers()).containsExactly(Map.entry("ETag", "\"x\""));
        assertThat(more.status()).isEqualTo(201);
        assertThat(more.type()).isEqualTo("application/json");
        assertThat(text(more)).isEqualTo("{\"a\":1}");
        assertThat(text(WebReply.text("text/plain", "ü"))).isEqualTo("ü");
        assertThat(WebReply.nothing().status()).isEqualTo(204);
        assertThat(text(WebReply.nothing())).isEmpty();
        assertThat(WebReply.stream("text/event-stream", _ -> {}).body()).isInstanceOf(WebReply.Body.Stream.class);
    }

    private static List<String> path(String... segments) {
        List<String> path = new java.util.ArrayList<>(List.of(""));
        path.addAll(List.of(segments));
        return path;
    }

    private static String text(WebReply reply) {
        return reply.body() instanceof WebReply.Body.Whole(byte[] bytes)
                ? new String(bytes, StandardCharsets.UTF_8)
                : "a stream";
    }
}
