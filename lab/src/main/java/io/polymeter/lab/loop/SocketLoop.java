package io.polymeter.lab.loop;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.link.Protocol;
import io.polymeter.link.http.HttpProtocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.regulation.RegulationModel;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import io.polymeter.twin.Twin;
import io.polymeter.twin.TwinResult;
import io.polymeter.twin.TwinScore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/// The same scenario twice: in the twin's virtual time, and in real time over real sockets, where a web server
/// stands for the meter, this program reads it and serves an EM24, and a client regulates on what it reads
/// there. When a step of the load meets the meter and the battery is chance, so that both are means: of seeds in the
/// twin, of houses that live at the same time over sockets.
public final class SocketLoop {

    private static final SettingsKinds KINDS = Protocol.kinds(List.of(new ModbusProtocol(), HttpProtocol.create()));
    private static final String CONSUMER = "victron-gx";
    private static final double HIGH = 1500;
    private static final double LOW = 300;
    /// No multiple of what the meter and the battery do: else each step would meet the same wait.
    private static final double EACH = 7.3;
    private static final int TWINS = 40;
    private static final int HOUSES = 8;

    private SocketLoop() {}

    /// Prints both and how far they are apart.
    ///
    /// @param arguments seconds, 60 by default, and how many houses live at the same time, 8 by default
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length == 0 ? 60 : Integer.parseInt(arguments[0]);
        int houses = arguments.length < 2 ? HOUSES : Integer.parseInt(arguments[1]);
        TwinScore twin = twin(seconds);
        TwinScore real = real(seconds, houses);
        System.out.printf("%-24s %12s %12s %9s%n", houses + " houses, " + seconds + " s", "twin", "sockets", "apart");
        Map<String, Double> before = figures(twin);
        figures(real).forEach((name, value) -> {
            double expected = Objects.requireNonNull(before.get(name));
            System.out.printf(
                    Locale.ROOT, "%-24s %12.2f %12.2f %8.1f%%%n", name, expected, value, 100 * apart(expected, value));
        });
    }

    /// What is compared.
    static Map<String, Double> figures(TwinScore score) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("effective power W", score.rms());
        figures.put("imported Wh", 1000 * score.imported());
        figures.put("exported Wh", 1000 * score.exported());
        figures.put("travel W/h", score.travel());
        return figures;
    }

    static double apart(double one, double other) {
        return Math.abs(other - one) / Math.max(1e-9, Math.abs(one));
    }

    /// Steps of the load up and down.
    private static double load(double second) {
        return (int) (second / EACH) % 2 == 0 ? LOW : HIGH;
    }

    /// What the twin says, over several seeds: when the meter measures and the consumer asks is chance.
    static TwinScore twin(int seconds) {
        TwinScore[] scores = new TwinScore[TWINS];
        DoubleUnaryOperator third = second -> load(second) / 3;
        for (int seed = 0; seed < TWINS; seed++) {
            Configuration configuration = configuration("http://meter/", 502);
            TwinResult result = Twin.run(
                    configuration,
                    new Twin.Options(
                            Duration.ofSeconds(seconds),
                            seed + 1L,
                            Duration.ZERO,
                            Double.POSITIVE_INFINITY,
                            List.of(third, third, third),
                            new Twin.House(0, Map.of(), false)));
            scores[seed] = Objects.requireNonNull(
                            result, () -> configuration.problems().sorted().toString())
                    .score();
        }
        return mean(scores);
    }

    private static TwinScore mean(TwinScore... scores) {
        double imported = 0;
        double exported = 0;
        double rms = 0;
        double travel = 0;
        for (TwinScore score : scores) {
            imported += score.imported() / scores.length;
            exported += score.exported() / scores.length;
            rms += score.rms() / scores.length;
            travel += score.travel() / scores.length;
        }
        return new TwinScore(imported, exported, rms, Double.NaN, Double.NaN, Double.NaN, Double.NaN, travel, 0);
    }

    private static Configuration configuration(String meter, int port) {
        String text = String.format("""
                meters:
                  grid: { http: { url: "%s", every: 200ms, points: { active-power: a } } }
                outputs:
                  gx: { meter: grid, profile: carlo-gavazzi-em24-ethernet, consumer: %s, modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 } }
                """, meter, CONSUMER, port);
        return Configuration.parse(Path.of("sockets.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, KINDS);
    }

    /// What happens over real sockets in as many real seconds, the mean of several houses.
    static TwinScore real(int seconds, int houses) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TwinScore>> living = IntStream.range(0, houses)
                    .mapToObj(seed -> threads.submit(() -> house(seconds, seed)))
                    .toList();
            TwinScore[] scores = new TwinScore[houses];
            for (int i = 0; i < houses; i++) {
                scores[i] = living.get(i).get();
            }
            return mean(scores);
        }
    }

    private static TwinScore house(int seconds, long seed) throws IOException, InterruptedException {
        SocketHouse house =
                new SocketHouse(RegulationModel.named(CONSUMER).orElseThrow().regulation(), SocketLoop::load, seed);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                byte[] body = String.format(Locale.ROOT, "{\"a\": %.2f}", house.grid())
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            int port = free();
            Configuration configuration =
                    configuration("http://127.0.0.1:" + server.getAddress().getPort() + "/", port);
            Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol(), HttpProtocol.create()));
            Plan plan = Objects.requireNonNull(
                    wiring.plan(configuration),
                    () -> configuration.problems().sorted().toString());
            Polymeter polymeter = Polymeter.start(plan);
            try {
                return house.live(seconds, port);
            } finally {
                polymeter.close();
                server.stop(0);
            }
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
