package io.polymeter.app.cli;

import io.polymeter.app.cli.client.EndpointClients;
import io.polymeter.app.cli.client.Gen24Client;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.Texts;
import io.polymeter.app.log.Logs;
import io.polymeter.config.Configuration;
import io.polymeter.config.Role;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problem;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter simulate PROFILE`: be that device.
@Command(
        name = "simulate",
        description = "Simulate a device: serve its registers, push them to a server, or both.",
        footer = {
            "",
            "Examples:",
            "  polymeter simulate kostal-ksem --serve tcp://127.0.0.1:1502",
            "  polymeter simulate kostal-ksem --push tcp://127.0.0.1:5020",
            "  polymeter simulate eastron-sdm630 --serve rtu:///dev/ttyUSB0",
            "  polymeter simulate kaco-blueplanet --serve tcp://127.0.0.1:1502 --unit 2 --speed 600",
            "  polymeter simulate shelly-pro-3em --serve http://127.0.0.1:8081",
            "  polymeter simulate shelly-pro-3em --serve mqtt://127.0.0.1:1883",
            "  polymeter simulate fronius-gen24-client --read tcp://192.168.1.20:502 --unit 240"
        })
final class SimulateCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PROFILE", description = "Profile of the device, see polymeter profiles.")
    String profileName = "";

    @Option(
            names = "--serve",
            paramLabel = "ENDPOINT",
            description = "Endpoint to serve; repeatable. A JSON device has one: http://HOST:PORT, or mqtt://BROKER"
                    + " to publish there.")
    List<String> serve = List.of();

    @Option(names = "--push", paramLabel = "ENDPOINT", description = "Endpoint to write to; repeatable.")
    List<String> push = List.of();

    @Option(
            names = "--scenario",
            paramLabel = "FILE",
            description = "Scenario: summer-day, winter-day or cloudy-day, each optionally with /grid, /pv, /battery"
                    + " or /wallbox; or a file. Default: summer-day in the role of the device.")
    @Nullable
    String scenario;

    @Option(
            names = "--start",
            paramLabel = "HH:MM",
            description = "Time of day at which a built-in scenario begins. Default: the current time; noon for an"
                    + " inverter without --scenario, because inverters are off at night.")
    @Nullable
    String start;

    @Option(names = "--speed", paramLabel = "N", description = "Speed factor; default: 1.")
    double speed = 1;

    @Option(
            names = "--read",
            paramLabel = "ENDPOINT",
            description = "For fronius-gen24-client: the Fronius Smart Meter to read, as a GEN24 does.")
    @Nullable
    String read;

    @Option(
            names = "--for",
            paramLabel = "SECONDS",
            description = "Stop after this many seconds; default: run until interrupted.")
    int seconds = Integer.MAX_VALUE;

    @Option(names = "--unit", paramLabel = "N", description = "Unit id; default: the profile's.")
    @Nullable
    Integer unit;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (profileName.equals(Gen24Client.NAME)) {
            return inverter();
        }
        if (read != null) {
            throw CommandFailure.usage("--read is for " + Gen24Client.NAME + " alone");
        }
        if (serve.isEmpty() && push.isEmpty()) {
            throw CommandFailure.usage("use --serve ENDPOINT, --push ENDPOINT or both");
        }
        Profile profile = ProfilesCommand.find(profileName);
        boolean documents = !profile.documents().isEmpty();
        if (documents) {
            documents(profile);
        } else {
            serve.forEach(EndpointClients::endpoint);
            push.forEach(EndpointClients::endpoint);
        }
        int asked = unit != null ? unit : profile.wire().unit();
        String played = scenario != null ? scenario : "summer-day" + meter(profile);
        Cli cli = Cli.of(spec);
        Plan plan = plan(configuration(profile, asked, played), new Wiring(Catalog.builtIn(), cli.protocols()));
        Logs.start(cli.debug ? Logs.Verbosity.DEBUG : Logs.Verbosity.INFO, ZoneId.systemDefault(), cli.debug);
        var out = spec.commandLine().getOut();
        String begins = begins(profile);
        out.println(profile.title() + (documents ? "" : ", unit " + asked) + ", plays " + played
                + (begins == null ? "" : " from " + begins)
                + (speed == 1 ? "" : " at " + Texts.number(speed) + "×"));
        plan.describe().stream().filter(line -> !line.startsWith("meter ")).forEach(out::println);
        out.flush();
        Stop.with(Polymeter.start(plan));
        Ticker.SYSTEM.sleep(Duration.ofSeconds(seconds));
        return 0;
    }

    /// A device that has documents answers them at one address, or tells them to one broker.
    private void documents(Profile profile) {
        List<String> ways = profile.documents().interfaces();
        String used = serve.isEmpty()
                ? ""
                : serve.getFirst().startsWith("http://")
                        ? "http"
                        : serve.getFirst().matches("mqtts?://.*") ? "mqtt" : "";
        if (serve.size() != 1 || !push.isEmpty() || !ways.contains(used)) {
            String http = ways.contains("http") ? "--serve http://HOST:PORT" : "";
            String mqtt = ways.contains("mqtt") ? "--serve mqtt://BROKER:PORT" : "";
            throw CommandFailure.usage(profileName + " has documents: use " + http
                    + (http.isEmpty() || mqtt.isEmpty() ? "" : " or ") + mqtt);
        }
    }

    /// When the simulated day begins; null: now. An inverter does not answer at night, so its day begins at noon where
    /// neither a time nor a scenario is given.
    private @Nullable String begins(Profile profile) {
        boolean inverter = profile.about().role() == Role.PRODUCER || profile.has(Quantity.STATE);
        return start != null || scenario != null || !inverter ? start : "12:00";
    }

    /// Which meter of the simulated house it is.
    private static String meter(Profile profile) {
        Role role = profile.about().role();
        if (role == null) {
            return profile.has(Quantity.STATE) ? "/pv" : "";
        }
        return switch (role) {
            case GRID -> "";
            case PRODUCER -> "/pv";
            case STORAGE -> "/battery";
            case CONSUMER -> "/house";
            case VEHICLE -> "/wallbox";
        };
    }

    private int inverter() throws InterruptedException, IOException {
        if (read == null || seconds < 1 || !serve.isEmpty() || !push.isEmpty()) {
            throw CommandFailure.usage(
                    Gen24Client.NAME + " reads a meter: use --read ENDPOINT, e.g." + " --read tcp://192.168.1.20:502");
        }
        Endpoint endpoint = EndpointClients.endpoint(read);
        Profile profile = ProfilesCommand.find("fronius-smart-meter");
        int asked = unit != null ? unit : profile.wire().unit();
        var out = spec.commandLine().getOut();
        try (Gen24Client client = new Gen24Client(
                () -> EndpointClients.open(
                        endpoint,
                        Duration.ofSeconds(1),
                        EndpointClients.line(null, profile),
                        () -> TrustCommand.state(null, Cli.of(spec).kinds())),
                asked,
                out)) {
            return client.run(seconds) ? 0 : CommandFailure.FAILED;
        }
    }

    private static Plan plan(String yaml, Wiring wiring) {
        Configuration configuration = Configuration.parse(
                Path.of("command-line"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        if (plan == null) {
            throw CommandFailure.usage(configuration.problems().sorted().stream()
                    .map(Problem::message)
                    .collect(Collectors.joining("\n")));
        }
        return plan;
    }

    /// A simulated device is a configuration like any other. A KSEM pushes totals and phases; each is an output.
    private String configuration(Profile profile, int asked, String played) {
        StringBuilder yaml = new StringBuilder(512);
        yaml.append("meters:\n  device:\n    profile: ")
                .append(quoted(profileName))
                .append('\n');
        yaml.append("    simulate: { scenario: ")
                .append(quoted(played))
                .append(begins(profile) == null ? "" : ", start: " + quoted(String.valueOf(begins(profile))))
                .append(", speed: ")
                .append(speed)
                .append(" }\n");
        yaml.append("outputs:\n");
        if (!profile.documents().isEmpty()) {
            boolean http = serve.getFirst().startsWith("http://");
            return yaml.append("  serve:\n    meter: device\n    documents: { ")
                    .append(http ? "serve: " : "broker: ")
                    .append(quoted(serve.getFirst()))
                    .append(http ? "" : ", variables: " + examples(profile))
                    .append(" }\n")
                    .toString();
        }
        if (!serve.isEmpty()) {
            yaml.append("  serve:\n    meter: device\n    modbus: { unit: ")
                    .append(asked)
                    .append(", serve: ");
            yaml.append(list(serve)).append(" }\n");
        }
        if (!push.isEmpty()) {
            for (String part : List.of("total", "phases")) {
                yaml.append("  push-")
                        .append(part)
                        .append(":\n    meter: device\n    modbus: { unit: ")
                        .append(asked);
                yaml.append(", push: ")
                        .append(list(push))
                        .append(", send: { power: ")
                        .append(part);
                yaml.append(", energy: ").append(part).append(" } }\n");
            }
        }
        return yaml.toString();
    }

    /// What a device has of its own and is not usual, as its profile has it for an example.
    private static String examples(Profile profile) {
        return profile.documents().published().stream()
                .flatMap(document -> Documents.variables(String.valueOf(document.topic())).stream())
                .distinct()
                .flatMap(name -> {
                    Documents.Variable variable =
                            profile.documents().variables().get(name);
                    return variable == null || variable.fallback() != null
                            ? Stream.empty()
                            : Stream.of(
                                    name + ": " + quoted(variable.example() == null ? "example" : variable.example()));
                })
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static String list(List<String> endpoints) {
        return endpoints.stream().map(SimulateCommand::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
