package io.polymeter.app.api;

import static org.awaitility.Awaitility.await;

import io.polymeter.app.cli.ConsumerRoutes;
import io.polymeter.app.drill.DrillRoutes;
import io.polymeter.app.drill.Drills;
import io.polymeter.app.history.HistoryBackupRoutes;
import io.polymeter.app.history.HistoryRoutes;
import io.polymeter.app.history.HistoryService;
import io.polymeter.app.history.HomeRoutes;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.app.log.LogBook;
import io.polymeter.app.setup.BackupRoutes;
import io.polymeter.app.setup.DeviceRoutes;
import io.polymeter.app.setup.DeviceWatch;
import io.polymeter.app.setup.PasswordRoutes;
import io.polymeter.app.setup.PickRoutes;
import io.polymeter.app.setup.Surroundings;
import io.polymeter.app.support.ThreadRoutes;
import io.polymeter.config.Configuration;
import io.polymeter.json.JsonValue;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.CommissionWatch;
import io.polymeter.runtime.LoopWatch;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// What `run` runs, in this process, with a page at a port of the system's choice.
final class Daemon implements AutoCloseable {

    static final String SITE = """
        meters:
          grid: { profile: kostal-ksem, simulate: { scenario: summer-day, speed: 60 } }
        outputs:
          inverter: { meter: grid, profile: fronius-smart-meter, modbus: { serve: "tcp://127.0.0.1:0", unit: 240 } }
        """;

    private static final Duration SOON = Duration.ofSeconds(20);

    final Path file;
    final Polymeter polymeter;
    final LiveConfiguration configuration;
    private final HistoryService recording;
    private final Web web;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// @param http the `http:` of the configuration, without its listen
    Daemon(Path directory, String site, String http) throws IOException {
        file = directory.resolve("polymeter.yaml");
        Files.writeString(file, site + "http: { listen: \"127.0.0.1:0\"" + http + " }\n");
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol()));
        Configuration read = Configuration.load(file, wiring.kinds());
        Plan plan = Objects.requireNonNull(
                wiring.plan(read), () -> read.problems().sorted().toString());
        polymeter = Polymeter.start(plan);
        configuration = new LiveConfiguration(file, wiring, polymeter);
        recording = HistoryService.start(polymeter, plan.settings());
        LoopWatch loops = new LoopWatch(polymeter);
        CommissionWatch commissioning = new CommissionWatch(polymeter);
        ApiContext backstage = new ApiContext(polymeter, configuration, LogBook.ofThisProcess(), "test");
        web = new Web(
                backstage,
                List.of(
                        new HistoryRoutes(recording)::register,
                        new HistoryBackupRoutes(
                                () -> polymeter.plan().settings().state())::register,
                        new HomeRoutes(backstage, recording)::register,
                        new ScanRoutes(
                                (endpoint, limit) -> {
                                    throw new java.io.IOException("no certificates in this test");
                                },
                                _ -> false)::register,
                        new DeviceRoutes(polymeter, new DeviceWatch(polymeter, (endpoint, limit) -> {
                            throw new java.io.IOException("no certificates in this test");
                        }))::register,
                        new DoctorRoutes(loops, new AidTrials(backstage, loops))::register,
                        new MetricsRoutes(backstage, loops)::register,
                        new BackupRoutes(
                                configuration, () -> polymeter.plan().settings().state())::register,
                        Surroundings::register,
                        new PickRoutes(() -> polymeter.plan().settings().state())::register,
                        ThreadRoutes::register,
                        routes -> ConsumerRoutes.register(routes, wiring.kinds().sinks()),
                        new NotifyRoutes(backstage)::register,
                        new PasswordRoutes(
                                configuration, () -> polymeter.plan().settings().state())::register,
                        new CommissionRoutes(backstage, commissioning)::register,
                        new DrillRoutes(new Drills(polymeter, directory, file, "test"))::register));

        configuration.onChange(web::follow);
        web.start(plan);
        polymeter.attach(configuration.watch());
        polymeter.attach(loops);
        polymeter.attach(commissioning);
        await().atMost(SOON).until(() -> web.address().isPresent());
        await().atMost(SOON).until(() -> get("/api/overview").body().contains("\"quality\":\"fresh\""));
    }

    Web web() {
        return web;
    }

    int port() {
        return web.address().orElseThrow().getPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(SOON)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }

    byte[] bytes(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(uri(path)).timeout(SOON).headers(headers).build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    }

    JsonValue json(String path) throws IOException {
        return JsonValue.parse(get(path).body());
    }

    /// Logs in, and gives back what every further request has to say.
    String[] login(String password) throws IOException {
        HttpResponse<String> reply = send("POST", "/api/session", "{\"password\":\"" + password + "\"}");
        return new String[] {
            "Authorization", "Bearer " + JsonValue.parse(reply.body()).text("token")
        };
    }

    @Override
    public void close() {
        polymeter.close();
        recording.close();
        client.close();
    }
}
