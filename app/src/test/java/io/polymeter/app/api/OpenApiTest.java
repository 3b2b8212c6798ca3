package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.polymeter.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The API's document says what the API does: no more, and no less.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> METHODS = List.of("get", "put", "post", "delete");
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("/api/meters/{name}/moved", "/api/meters/grid/moved"),
            Map.entry("/api/meters/{name}", "/api/meters/grid"),
            Map.entry("/api/outputs/{name}", "/api/outputs/inverter"),
            Map.entry("/api/doctor/{output}", "/api/doctor/inverter"),
            Map.entry("/api/doctor/{output}/try", "/api/doctor/inverter/try"),
            Map.entry("/api/drill/{output}", "/api/drill/inverter"),
            Map.entry("/api/commission/{meter}", "/api/commission/grid"),
            Map.entry("/api/outputs/{name}/registers", "/api/outputs/inverter/registers"),
            Map.entry("/api/outputs/{name}/registers/{address}", "/api/outputs/inverter/registers/40097"),
            Map.entry("/api/profiles/{id}", "/api/profiles/kostal-ksem"),
            Map.entry("/api/configuration/versions/{id}", "/api/configuration/versions/latest"),
            Map.entry("/api/history/{meter}/energy", "/api/history/grid/energy?per=year"),
            Map.entry(
                    "/api/history/{meter}/points/{point}", "/api/history/grid/points/active-power?resolution=minute"));

    @SuppressWarnings("NullAway.Init") // set before all
    private Daemon daemon;

    @SuppressWarnings("NullAway.Init") // set before all
    private JsonNode document;

    /// One operation of the document.
    private record Operation(String method, String path, JsonNode node) {

        boolean guarded() {
            return node.has("security");
        }

        /// Answers that are not one JSON document: `BackupTest` reads the file.
        boolean streams() {
            JsonNode content = node.at("/responses/200/content");
            return content.has("text/event-stream") || content.has("application/vnd.sqlite3");
        }
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        daemon = new Daemon(directory, Daemon.SITE + "history: {}\n", ", password: secret");
        document = MAPPER.readTree(daemon.get("/api/openapi.json").body());
    }

    @AfterAll
    void stop() {
        daemon.close();
    }

    @Test
    void theKindsAreThoseOfTheProgram() {
        assertThat(kinds("/components/schemas/Meter/properties/source/properties/kind/enum"))
                .containsExactly("simulate", "modbus");
        assertThat(kinds("/components/schemas/Output/properties/kind/enum")).containsExactly("modbus");
        assertThat(kinds("/components/schemas/OutputWhole/properties/kind/enum"))
                .containsExactly("modbus");
    }

    private List<String> kinds(String pointer) {
        List<String> kinds = new ArrayList<>();
        document.at(pointer).forEach(kind -> kinds.add(kind.asText()));
        return kinds;
    }

    @Test
    void everyRouteIsDocumentedAndEveryDocumentedPathIsARoute() {
        TreeSet<String> documented = new TreeSet<>();
        operations()
                .forEach(operation -> documented.add(
                        (operation.guarded() ? "GUARDED " : "OPEN ") + operation.method() + " " + operation.path()));
        TreeSet<String> routes = new TreeSet<>();
        daemon.web().routes().forEach(entry -> routes.add(entry.access() + " " + entry.method() + " " + entry.path()));
        assertThat(documented).isEqualTo(routes);
    }

    @Test
    void whateverIsNoReadingNeedsThePassword() {
        List<Operation> changes = operations().stream()
                .filter(operation -> !operation.method().equals("GET"))
                .toList();
        assertThat(changes).hasSizeGreaterThan(6);
        for (Operation change : changes) {
            String path = change.path().replaceAll("\\{[a-z]+}", "a".repeat(64));
            HttpResponse<String> reply =
                    daemon.send(change.method(), path, "{\"text\":\"meters: {}\",\"password\":\"x\",\"code\":\"x\"}");
            assertThat(reply.statusCode())
                    .as("%s %s: %s", change.method(), path, reply.body())
                    .isEqualTo(401);
            assertThat(reply.body()).startsWith("{\"error\":{\"status\":401,\"message\":");
        }
        assertThat(operations())
                .filteredOn(operation -> !operation.method().equals("GET") && !operation.guarded())
                .extracting(Operation::path)
                .containsExactlyInAnyOrder("/api/session", "/api/setup");
    }

    @Test
    void everyAnswerIsAsDocumented() throws Exception {
        String[] login = daemon.login("secret");
        int checked = 0;
        for (Operation operation : operations()) {
            if (operation.method().equals("GET") && !operation.streams()) {
                String path = NAMES.getOrDefault(operation.path(), operation.path());
                assertThat(path).doesNotContain("{");
                HttpResponse<String> reply = daemon.get(path, login);
                assertThat(reply.statusCode()).as(path).isEqualTo(200);
                if (reply.headers().firstValue("content-type").orElse("").equals("application/json")) {
                    assertValid(operation.node().at("/responses/200/content/application~1json/schema"), path, reply);
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(12);
    }

    @Test
    void whatIsTriedAndRefusedIsAsDocumented() throws Exception {
        String[] login = daemon.login("secret");
        for (String text : List.of(Daemon.SITE, "meters: { a: { simulate: x, sum: [a] } }", "[")) {
            String body = new String(
                    io.polymeter.json.JsonText.bytes(
                            new JsonObject().put("text", text).build()),
                    StandardCharsets.UTF_8);
            for (String path : List.of("/api/configuration/check", "/api/configuration/try")) {
                HttpResponse<String> reply = daemon.send("POST", path, body, login);
                assertThat(reply.statusCode()).isEqualTo(200);
                JsonNode operation = document.get("paths").get(path).get("post");
                assertValid(operation.at("/responses/200/content/application~1json/schema"), path, reply);
            }
        }
        HttpResponse<String> missing = daemon.get("/api/meters/nobody");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertValid(document.at("/components/responses/Error/content/application~1json/schema"), "404", missing);
    }

    private List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.get("paths")
                .fields()
                .forEachRemaining(path -> METHODS.forEach(method -> {
                    JsonNode node = path.getValue().get(method);
                    if (node != null) {
                        operations.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey(), node));
                    }
                }));
        return operations;
    }

    /// OpenAPI 3.1 schemas are JSON Schemas of draft 2020-12; what is named in an answer must also be in its
    /// schema.
    private void assertValid(JsonNode schema, String what, HttpResponse<String> reply) throws Exception {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.get("components"));
        var errors = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(whole)
                .validate(MAPPER.readTree(reply.body()));
        assertThat(errors).as("%s: %s", what, reply.body()).isEmpty();
    }
}
