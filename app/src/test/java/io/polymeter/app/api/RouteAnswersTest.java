package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.log.LogBook;
import io.polymeter.config.Configuration;
import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpCounters;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What each route answers, asked without a server between.
class RouteAnswersTest {

    private static final String SITE = """
        site: { name: Home, timezone: Europe/Berlin }
        meters:
          grid: { profile: kostal-ksem, role: grid, simulate: { scenario: summer-day } }
          lost: { profile: kostal-ksem, role: consumer, modbus: { poll: "tcp://127.0.0.1:1" } }
        outputs:
          inverter: { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:0", unit: 240 } }
        """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path directory;

    @SuppressWarnings("NullAway.Init") // set before all
    private static Polymeter polymeter;

    @SuppressWarnings("NullAway.Init") // set before all
    private static ApiContext context;

    @BeforeAll
    static void start() throws Exception {
        Path file = directory.resolve("polymeter.yaml");
        Files.writeString(file, SITE + "state: " + directory.resolve("state") + "\n");
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol()));
        Configuration read = Configuration.load(file, wiring.kinds());
        Plan plan = Objects.requireNonNull(
                wiring.plan(read), () -> read.problems().sorted().toString());
        polymeter = Polymeter.start(plan);
        context = new ApiContext(
                polymeter, new LiveConfiguration(file, wiring, polymeter), LogBook.ofThisProcess(), "1.2.3");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> context.picture().meter("grid").orElseThrow().revision() > 0);
    }

    @AfterAll
    static void stop() {
        polymeter.close();
    }

    private static EventBroadcast broadcast() {
        return new EventBroadcast(JsonObject::new, new HttpCounters(), polymeter.clock());
    }

    /// @param request a path, or a method, a path and a body
    private static Arguments row(Consumer<Routes> routes, String request, boolean answered, String says) {
        String[] words = request.split(" ", 3);
        return words.length == 1
                ? Arguments.of(routes, "GET", request, "", answered, says)
                : Arguments.of(routes, words[0], words[1], words[2], answered, says);
    }

    static List<Arguments> answers() {
        Consumer<Routes> profiles = new ProfileRoutes()::register;
        Consumer<Routes> registers = new RegisterRoutes(context)::register;
        Consumer<Routes> certificates = new CertificateRoutes(context)::register;
        Consumer<Routes> configuration = new ConfigurationRoutes(context)::register;
        Consumer<Routes> edits = new EditRoutes(context)::register;
        Consumer<Routes> overview = new Overview(context, new CertificateRoutes(context))::register;
        Consumer<Routes> trials = new TrialRoutes(context)::register;
        Consumer<Routes> log = new LogRoutes(context, broadcast())::register;
        Consumer<Routes> events = new EventRoutes(broadcast())::register;
        return List.of(
                row(profiles, "/api/profiles", true, "\"id\":\"fronius-smart-meter\""),
                row(profiles, "/api/profiles/kostal-ksem", true, "\"baud\":38400"),
                row(profiles, "/api/profiles/nobody", false, "profile 'nobody'"),
                row(registers, "/api/outputs/inverter/registers?from=40000&count=4", true, "\"unit\":240"),
                row(registers, "/api/outputs/inverter/registers/40097", true, "\"point\":\"active-power\""),
                row(registers, "/api/outputs/inverter/registers/1", false, "refused with exception 2"),
                row(registers, "/api/outputs/inverter/registers/70000", false, "the address"),
                row(registers, "/api/outputs/inverter/registers?count=many", false, "count is a whole number"),
                row(registers, "/api/outputs/nobody/registers", false, "output 'nobody'"),
                row(certificates, "/api/certificates", true, "\"certificates\":[]"),
                row(certificates, "DELETE /api/certificates/12 {}", false, "64 hexadecimal digits"),
                row(configuration, "/api/configuration", true, "\"can_roll_back\":false"),
                row(configuration, "POST /api/configuration/check " + text("meters: {}"), true, "\"valid\":true"),
                row(configuration, "POST /api/configuration/check " + text("meter: {}"), true, "\"valid\":false"),
                row(configuration, "POST /api/configuration/check {", false, "the body is"),
                row(configuration, "POST /api/configuration/check {}", false, "needs the text"),
                row(configuration, "POST /api/configuration/try " + text("meters: {}"), true, "\"does\":\"ends\""),
                row(edits, "/api/configuration/secrets", true, "\"names\":[]"),
                row(edits, "/api/configuration/versions/20200101T000000.000Z", false, "version"),
                row(edits, "POST /api/configuration/edit {\"remove\":[[\"outputs\"]]}", true, "\"text\":\"site:"),
                row(edits, "POST /api/configuration/edit {\"remove\":[[]]}", false, "a path is a list of keys"),
                row(edits, "POST /api/configuration/edit {\"put\":[{\"path\":[\"a\"]}]}", false, "each entry of"),
                row(overview, "/api/overview", true, "\"version\":\"1.2.3\""),
                row(overview, "/api/status", true, "\"verdict\""),
                row(overview, "/api/meters/grid", true, "\"outputs\":[\"inverter\"]"),
                row(overview, "/api/meters/nobody", false, "meter 'nobody'"),
                row(overview, "/api/outputs/inverter", true, "\"registers\":true"),
                row(overview, "/api/outputs/nobody", false, "output 'nobody'"),
                row(overview, "/health", true, "\"healthy\":true"),
                row(trials, "/api/trial", true, "\"running\":false"),
                row(trials, "POST /api/trial {\"name\":\"x\"}", false, "the settings of the meter"),
                row(log, "/api/log?limit=0", true, "\"lines\":[]"),
                row(log, "/api/log?level=loud", false, "level is one of trace, debug"),
                row(events, "/api/events", true, "a stream"),
                row(log, "/api/log/events", true, "a stream"),
                row(events, "/api/events?every=often", false, "every is a whole number"));
    }

    private static String text(String yaml) {
        return "{\"text\":\"" + yaml + "\"}";
    }

    @ParameterizedTest(name = "{1} {2} {3}")
    @MethodSource("answers")
    void answers(Consumer<Routes> routes, String method, String path, String body, boolean answered, String says)
            throws Exception {
        assertThat(answer(routes, method, path, body))
                .startsWith(answered ? "200 " : "refused: ")
                .contains(says);
    }

    private static String answer(Consumer<Routes> register, String method, String path, String body) throws Exception {
        Routes routes = new Routes();
        register.accept(routes);
        String[] place = path.split("\\?", 2);
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : place.length > 1 ? place[1].split("&") : new String[0]) {
            query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        for (Routes.Entry entry : routes.entries()) {
            Map<String, String> parameters = parameters(entry.path(), place[0]);
            if (entry.method().equals(method) && parameters != null) {
                WebRequest call = new WebRequest(
                        parameters,
                        query,
                        Map.of(),
                        InetAddress.getLoopbackAddress(),
                        body.getBytes(StandardCharsets.UTF_8));
                try {
                    WebReply reply = entry.route().answer(call);
                    return reply.status() + " "
                            + (reply.body() instanceof WebReply.Body.Whole(byte[] bytes)
                                    ? new String(bytes, StandardCharsets.UTF_8)
                                    : "a stream");
                } catch (HttpError e) {
                    return "refused: " + e.getMessage();
                }
            }
        }
        throw new AssertionError(method + " " + path + " is no route");
    }

    private static @org.jspecify.annotations.Nullable Map<String, String> parameters(String template, String path) {
        String[] wanted = template.split("/", -1);
        String[] given = path.split("/", -1);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted.length != given.length) {
                return null;
            }
            if (wanted[i].startsWith("{")) {
                parameters.put(wanted[i].replaceAll("[{}]", ""), given[i]);
            } else if (!wanted[i].equals(given[i])) {
                return null;
            }
        }
        return parameters;
    }

    @Test
    void aMeterIsFreshOrAbsentWithItsLinkAndItsPlace() {
        ApiSnapshot now = context.picture();
        JsonValue grid = MeterJson.whole(now, now.meter("grid").orElseThrow()).build();
        assertThat(grid.text("quality")).isEqualTo("fresh");
        assertThat(grid.text("role")).isEqualTo("grid");
        JsonValue lost = MeterJson.of(now, now.meter("lost").orElseThrow()).build();
        assertThat(lost.text("quality")).isEqualTo("absent");
        assertThat(lost.get("points")).asString().contains("absent");
        assertThat(Objects.requireNonNull(lost.get("link")).text("name")).isEqualTo("lost.poll");
    }

    @Test
    void anOutputIsInTheStateOfItsWorstLinkOrOfWhatItsConsumersGet() {
        ApiSnapshot now = context.picture();
        var settings = Objects.requireNonNull(now.plan().settings().outputs().get("inverter"));
        JsonValue output = OutputJson.whole(now, "inverter", settings).build();
        assertThat(output.text("kind")).isEqualTo("modbus");
        assertThat(output.get("unit")).isEqualTo(new JsonValue.NumberValue("240"));
        assertThat(OutputJson.state(now, settings, List.of())).isEqualTo("fresh");
    }

    @Test
    void theStatusAndTheHouseSayThatAMeterIsMissing() {
        ApiSnapshot now = context.picture();
        JsonValue status = StatusJson.of(now, Verdict.of(now, 0)).build();
        assertThat(status.text("verdict")).isNotEqualTo("well");
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(status.get("meters")).get("lost"))
                        .get("age-s"))
                .isEqualTo(JsonValue.NullValue.NULL);
        JsonValue house = HouseJson.of(now).build();
        assertThat(Objects.requireNonNull(house.get("grid")).text("state")).isEqualTo("fresh");
    }

    @Test
    void whatIsCheckedSplitsAMessageFromWhatToDoAboutIt() {
        JsonValue failed =
                CheckJson.failed("a.yaml", "cannot be read; is it a file?").build();
        assertThat(failed.get("errors"))
                .asString()
                .contains("cannot be read", "is it a file?")
                .doesNotContain("read; is");
        JsonValue links = CheckJson.of(List.of(), context.polymeter().plan()).build();
        assertThat(links.get("links")).asString().contains("inverter", "grid");
    }

    @Test
    void theTableOfCertificatesIsEmptyBeforeAnybodyShowedOne() throws Exception {
        JsonValue table = CertificateJson.table(directory.resolve("nobody")).build();
        assertThat(table.get("own")).isEqualTo(JsonValue.NullValue.NULL);
        assertThat(new CertificateRoutes(context).waiting()).isZero();
    }

    @Test
    void aProfileSaysWhatItIsKnownFrom() {
        JsonValue ksem = ProfileJson.of(Catalog.builtIn().find("kostal-ksem").orElseThrow())
                .build();
        assertThat(ksem.text("title")).contains("KOSTAL");
        assertThat(ksem.text("role")).isEqualTo("grid");
    }
}
