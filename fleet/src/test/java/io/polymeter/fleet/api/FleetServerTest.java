package io.polymeter.fleet.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.kind.Term;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Secret;
import io.polymeter.fleet.broker.TestKafka;
import io.polymeter.fleet.config.FleetSettings;
import io.polymeter.fleet.config.FleetSettings.Person;
import io.polymeter.fleet.config.FleetSettings.Role;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.rollout.RolloutDriver;
import io.polymeter.fleet.site.Gateway;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topology.Engine;
import io.polymeter.fleet.topology.EngineTerms;
import io.polymeter.fleet.topology.Feed;
import io.polymeter.json.JsonValue;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API, asked over HTTP, of an engine on a real Kafka.
class FleetServerTest {

    private static final long MINUTE = 60_000;
    private static final long START = Quarter.of(System.currentTimeMillis() - 32 * MINUTE);

    /// The sites were heard for a quarter-hour long before.
    private static final long EARLIER = START - 4 * Quarter.MILLIS;

    @TempDir
    private static Path state;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static KafkaAccess kafka;
    private static Feed feed;
    private static Engine engine;
    private static FleetView view;
    private static Actions actions;
    private static FleetServer server;
    private static RolloutDriver rollouts;

    @BeforeAll
    static void begin() throws Exception {
        kafka = TestKafka.fleet(2);
        feed = new Feed(kafka);
        feed.register(4);
        feed.play(EARLIER - MINUTE, EARLIER + 16 * MINUTE);
        feed.play(START - MINUTE, START + 31 * MINUTE);
        Membership membership =
                new Membership(List.of(new SiteGroup("north", "region", "north", List.of(new Term("grid", false)))));
        engine = Engine.start(kafka, membership, new Engine.Settings(state, 1, "", EngineTerms.standard(2)));
        view = new FleetView(kafka, membership);
        actions = new Actions(kafka);
        Map<String, Person> users = Map.of(
                "vera", new Person(new Secret("look"), Role.VIEWER),
                "otto", new Person(new Secret("command"), Role.OPERATOR),
                "ada", new Person(new Secret("register"), Role.ADMIN));
        rollouts = RolloutDriver.start(kafka, membership, view.sites());
        server = FleetServer.start(
                new FleetSettings.Http(HostPort.parse("127.0.0.1:0"), List.of(), users),
                new FleetServer.Parts(view, engine, actions, 0));
    }

    @AfterAll
    static void end() {
        server.close();
        rollouts.close();
        actions.close();
        view.close();
        engine.close();
        feed.close();
        HTTP.close();
    }

    private static HttpResponse<String> send(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Cookie", token);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String logIn(String name, String password) throws Exception {
        HttpResponse<String> answer =
                send("POST", "/api/fleet/session", "", "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}");
        assertThat(answer.statusCode()).isEqualTo(204);
        return answer.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
    }

    /// Whoever guesses keeps nobody out who logged in before from the same address, and no other name.
    @Test
    void whoGuessesKeepsNobodyOut() throws Exception {
        logIn("vera", "look");
        List<Integer> guesses = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            guesses.add(send("POST", "/api/fleet/session", "", "{\"name\":\"ada\",\"password\":\"x" + i + "\"}")
                    .statusCode());
        }
        assertThat(guesses).contains(401).contains(429);
        await().untilAsserted(() -> assertThat(logIn("ada", "register")).startsWith("polymeter-fleet="));
    }

    private static String get(String path, String token) {
        try {
            return send("GET", path, token, "").body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void sumsSayOfHowManyMetersTheyAre() throws Exception {
        String token = logIn("vera", "look");
        long imported = 2
                * (Gateway.imported(START + Quarter.MILLIS - Gateway.EVERY) - Gateway.imported(START - Gateway.EVERY));
        String csv = "/api/fleet/groups/north/quarters?format=csv&from=" + FleetAnswers.instant(START);

        feed.until(() -> assertThat(get(csv, token))
                .contains(FleetAnswers.instant(START) + ",%.6f,".formatted(imported / 1e6))
                .contains(",2,2,"));
        assertThat(send("GET", csv + "&to=" + FleetAnswers.instant(START), token, "")
                        .statusCode())
                .isEqualTo(400);
        feed.until(() -> assertThat(get("/api/fleet/overview", token)).contains("\"registered\":4", "\"known\":4"));
        assertThat(get("/api/fleet/sites?label=region=north", token)).contains("\"count\":2");
        assertThat(get("/api/fleet/sites/g/1", token)).contains("\"active-power\"", "\"slots\":90");
        assertThat(get("/metrics", token)).contains("polymeter_fleet_messages_total");
        assertThat(get("/fleet.html", token)).contains("Polymeter fleet");
    }

    @Test
    void aQuarterHourOfWhichNobodySaidAnythingIsARowThatSaysSo() throws Exception {
        String token = logIn("vera", "look");
        String place = "/api/fleet/groups/north/quarters?from=" + FleetAnswers.instant(EARLIER);
        String silent = FleetAnswers.instant(EARLIER + 2 * Quarter.MILLIS) + "";

        feed.until(() -> assertThat(get(place + "&format=csv", token))
                .contains(FleetAnswers.instant(EARLIER) + ",")
                .contains(silent + ",0.000000,0.000000,0,2,2,"));
        assertThat(get(place, token)).contains("\"from\":\"" + silent + "\"");
    }

    @Test
    void nobodyDoesWhatTheRoleDoesNotAllow() throws Exception {
        String viewer = logIn("vera", "look");
        String operator = logIn("otto", "command");

        assertThat(send("GET", "/api/fleet/overview", "", "").statusCode()).isEqualTo(401);
        assertThat(send("POST", "/api/fleet/session", "", "{\"name\":\"vera\",\"password\":\"x\"}")
                        .statusCode())
                .isEqualTo(401);
        assertThat(send("POST", "/api/fleet/sites/g/0/limit", viewer, "{}").statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/fleet/sites/g/0/labels", operator, "{\"labels\":{}}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/fleet/sites/g/0/limit", operator, "{\"watts\":-1}")
                        .statusCode())
                .isEqualTo(400);
    }

    /// The status of a request without a body worth mentioning; a stream is not read.
    private static int status(String method, String path, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : "{}"))
                .header("Content-Type", "application/json")
                .header("Cookie", token)
                .build();
        HttpResponse<InputStream> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    /// Every route that is described, for everybody: nothing that is asked for here is there, so that nothing changes.
    @Test
    void eachRoleMayAskForWhatItsRouteSaysAndNothingElse() throws Exception {
        Map<String, String> tokens = new LinkedHashMap<>();
        tokens.put("viewer", logIn("vera", "look"));
        tokens.put("operator", logIn("otto", "command"));
        tokens.put("admin", logIn("ada", "register"));
        List<String> roles = List.copyOf(tokens.keySet());
        JsonValue paths = JsonValue.parse(get("/api/fleet/openapi.json", "")).get("paths");
        int guarded = 0;
        for (Map.Entry<String, JsonValue> path :
                ((JsonValue.ObjectValue) Objects.requireNonNull(paths)).of().entrySet()) {
            for (Map.Entry<String, JsonValue> method :
                    ((JsonValue.ObjectValue) path.getValue()).of().entrySet()) {
                String needed = String.valueOf(method.getValue().text("description"));
                String place = path.getKey().replaceAll("\\{\\w+\\}", "nobody");
                String verb = method.getKey().toUpperCase(Locale.ROOT);
                if (needed.equals("Open.")) {
                    continue;
                }
                guarded++;
                assertThat(status(verb, place, "")).as(verb + " " + place).isEqualTo(401);
                assertThat(status(verb, place, "polymeter-fleet=forged.1.2"))
                        .as(verb + " " + place)
                        .isEqualTo(401);
                int least = roles.indexOf(needed.replaceAll("Role: (\\w+)\\.", "$1"));
                assertThat(least).as(needed).isNotNegative();
                for (int role = 0; role < roles.size(); role++) {
                    int status = status(verb, place, Objects.requireNonNull(tokens.get(roles.get(role))));
                    String what = "%s %s as %s: %d".formatted(verb, place, roles.get(role), status);
                    assertThat(status == 403).as(what).isEqualTo(role < least);
                    assertThat(status).as(what).isNotEqualTo(401).isLessThan(500);
                }
            }
        }
        assertThat(guarded).isGreaterThanOrEqualTo(20);
    }

    @Test
    void anOrderToWhoIsNotThereIsRefused() throws Exception {
        assertThat(send(
                                "POST",
                                "/api/fleet/sites/g/nobody/limit",
                                logIn("otto", "command"),
                                "{\"meter\":\"grid\",\"watts\":4200,\"minutes\":5}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anOrderReachesTheSiteAndTheAuditLogSaysWhoGaveIt() throws Exception {
        String operator = logIn("otto", "command");

        HttpResponse<String> answer = send(
                "POST", "/api/fleet/sites/g/2/limit", operator, "{\"meter\":\"grid\",\"watts\":4200,\"minutes\":5}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"state\":\"requested\"");
        feed.until(() -> assertThat(feed.latest(kafka.topics().down())).containsKey("g/2"));
        feed.until(() ->
                assertThat(get("/api/fleet/sites/g/2", operator)).contains("\"state\":\"sent\"", "\"value\":4200"));
        feed.until(() -> assertThat(get("/api/fleet/audit", operator)).contains("\"otto\"", "\"limit\"", "g/2/grid"));
    }

    @Test
    void labelsAreTheAdministratorsAndHoldForNewSitesAtOnce() throws Exception {
        String admin = logIn("ada", "register");

        assertThat(send("POST", "/api/fleet/sites/g/new/labels", admin, "{\"labels\":{\"region\":\"east\"}}")
                        .statusCode())
                .isEqualTo(204);

        feed.until(() ->
                assertThat(get("/api/fleet/sites?label=region=east", admin)).contains("\"g/new\"", "never-heard"));
    }

    @Test
    void everyRouteIsDescribedWithItsRole() throws Exception {
        String described = send("GET", "/api/fleet/openapi.json", "", "").body();

        assertThat(described)
                .contains("\"openapi\":\"3.1.0\"", "/api/fleet/sites/{group}/{node}/limit", "Role: operator.")
                .contains("/api/fleet/rollouts/{id}/pause")
                .doesNotContain("/api/fleet/demo/");
    }

    @Test
    void aRollOutIsBegunByAnAdminAndStoppedByAnOperator() throws Exception {
        String operator = logIn("otto", "command");
        String body = "{\"configuration\":\"site: { name: a }\",\"label\":\"region=nowhere\"}";
        assertThat(send("POST", "/api/fleet/rollouts", operator, body).statusCode())
                .isEqualTo(403);

        HttpResponse<String> begun = send("POST", "/api/fleet/rollouts", logIn("ada", "register"), body);
        assertThat(begun.statusCode()).isEqualTo(202);
        String id = begun.body().replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(send("GET", "/api/fleet/rollouts/" + id, operator, "")
                                .body())
                        .contains("none of its sites is connected"));
        assertThat(send("POST", "/api/fleet/rollouts", logIn("ada", "register"), body)
                        .statusCode())
                .isEqualTo(409);

        assertThat(send("POST", "/api/fleet/rollouts/" + id + "/stop", operator, "{}")
                        .statusCode())
                .isEqualTo(204);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(
                                send("GET", "/api/fleet/rollouts", operator, "").body())
                        .contains("\"state\":\"stopped\""));
        assertThat(send("GET", "/api/fleet/audit", operator, "").body()).contains("\"rollout-stop\"");
    }
}
