package io.polymeter.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.app.api.ApiDocument;
import io.polymeter.config.Configuration;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.kind.DiceSource;
import io.polymeter.config.kind.TableSink;
import io.polymeter.link.Protocol;
import io.polymeter.link.dice.DiceProtocol;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The steps of "Add a protocol" in CONTRIBUTING.md with a throw-away protocol, [DiceProtocol]. What is here beside
/// its settings and its package is step 3: one more line in the list of protocols.
class AddAProtocolTest {

    private static final Path ROOT = Path.of("..");

    private static Wiring wiring() {
        List<Protocol> protocols = new ArrayList<>(Protocols.all());
        protocols.add(new DiceProtocol());
        return new Wiring(Catalog.builtIn(), protocols);
    }

    private static List<String> problems(String yaml) {
        Wiring wiring = wiring();
        Configuration configuration = parse(wiring, yaml);
        wiring.plan(configuration);
        return configuration.problems().sorted().stream().map(Object::toString).toList();
    }

    private static Configuration parse(Wiring wiring, String yaml) {
        return Configuration.parse(Path.of("x.yaml"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
    }

    @Test
    void aConfigurationCanHaveIt() {
        Wiring wiring = wiring();
        Configuration configuration = parse(wiring, """
            meters: { luck: { dice: { count: 3 } } }
            outputs: { green: { meter: luck, table: { name: green } } }
            """);
        Plan plan = Objects.requireNonNull(
                wiring.plan(configuration),
                () -> configuration.problems().sorted().toString());
        assertThat(plan.describe())
                .containsExactly("meter luck throws 3 dice", "output green falls on the table green");
        try (Polymeter polymeter = Polymeter.start(plan)) {
            Point power = Point.of(Quantity.ACTIVE_POWER);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> polymeter
                            .meters()
                            .find("luck")
                            .orElseThrow()
                            .state()
                            .readings()
                            .has(power));
            assertThat(polymeter.snapshot().outputs())
                    .singleElement()
                    .satisfies(output -> assertThat(output.where()).isEqualTo("green"));
        }
    }

    @Test
    void everyDocumentHasIt() throws Exception {
        assertThat(wiring().kinds().schema()).contains("\"dice\"", "How many dice there are.");
        assertThat(wiring().kinds().reference())
                .contains("| `meters.NAME.dice.count` |", "| `outputs.NAME.table.name` |");
        assertThat(ApiDocument.text(wiring().kinds())).contains("\"simulate\", \"dice\"]", "\"influx\", \"table\"]");
    }

    @Test
    void itsMistakesAreNamedLikeThoseOfOthers() {
        assertThat(problems("meters: { luck: { dice: { coun: 3 } } }"))
                .singleElement()
                .asString()
                .contains("did you mean 'count'?");
        assertThat(problems("meters: { luck: { dice: { count: 0 } } }"))
                .containsExactly("x.yaml:1:34: meters.luck.dice.count: there is no dice");
        assertThat(problems("meters: { luck: { profile: kostal-ksem, dice: {} } }"))
                .singleElement()
                .asString()
                .contains("only applies to modbus, http and mqtt sources");
        assertThat(problems("meters: { luck: { dice: {} } }\noutputs: { o: { meters: all, tabel: { name: x } } }"))
                .anyMatch(line -> line.contains("needs a sink, one of the keys modbus, victron, shelly,")
                        && line.contains("influx, table"));
    }

    @Test
    void nothingElseIsPutAtItsPort() {
        assertThat(problems("""
            meters:
              luck: { dice: { listen: "0.0.0.0:8080" } }
              more: { dice: {} }
              grid: { profile: kostal-ksem, simulate: {} }
            outputs: { plc: { meter: grid, modbus: { serve: "tcp://0.0.0.0:6666" } } }
            """))
                .containsExactly(
                        "x.yaml:2:27: meters.luck.dice.listen: dice://0.0.0.0:8080 is the port of the web page,"
                                + " 127.0.0.1:8080",
                        "x.yaml:5:49: outputs.plc.modbus.serve: tcp://0.0.0.0:6666 and dice://127.0.0.1:6666 are the"
                                + " same port");
    }

    @Test
    void aConsumerIsToldWhatItIs() {
        DiceSource dice = new DiceSource(new io.polymeter.config.net.HostPort("127.0.0.1", 1), 4);
        assertThat(dice.kind()).isEqualTo("dice");
        assertThat(dice.connection()).isEqualTo("4 dice");
        assertThat(new TableSink("green").kind()).isEqualTo("table");
    }

    /// No other class tells the kinds apart: each is named by its own settings, its package, and the list.
    @Test
    void aKindIsNamedByItsPackageAlone() {
        List<Class<?>> kinds = new ArrayList<>();
        Protocols.all().forEach(protocol -> {
            kinds.addAll(protocol.sources());
            kinds.addAll(protocol.sinks());
        });
        assertThat(kinds).hasSizeGreaterThan(10);
        for (Class<?> kind : kinds) {
            String name = kind.getSimpleName();
            String packages = SourceSettings.class.isAssignableFrom(kind)
                    ? SourceSettings.kind(kind.asSubclass(SourceSettings.class))
                    : SinkSettings.kind(kind.asSubclass(SinkSettings.class));
            // A sum is a virtual meter. Modbus and what is played are known to others for what they alone have.
            String own = packages.equals("sum") ? "virtual" : packages;
            if (!own.equals("modbus") && !own.equals("simulate")) {
                assertThat(filesNaming(name))
                        .as(name)
                        .allMatch(file -> file.contains("/config/kind/") || file.contains("/link/" + own + "/"));
            }
        }
    }

    /// Every file that the steps name is one, with the throw-away protocol's in place of the new one's.
    @Test
    void theStepsNameEveryFile() throws Exception {
        String text = Files.readString(ROOT.resolve("CONTRIBUTING.md"), StandardCharsets.UTF_8);
        String steps = text.substring(text.indexOf("## Add a protocol"), text.indexOf("## Add a setting"));
        assertThat(steps)
                .contains(
                        "core/src/main/java/io/polymeter/config/kind/NameSource.java",
                        "core/src/main/java/io/polymeter/link/name",
                        "ARCHITECTURE.md",
                        "app/src/main/java/io/polymeter/app/Protocols.java",
                        "docs/reference/settings.md",
                        "docs/reference/openapi.json");
        for (String file : List.of("config/kind/DiceSource", "config/kind/TableSink", "link/dice/DiceProtocol")) {
            assertThat(Path.of("src/test/java/io/polymeter/" + file + ".java")).exists();
        }
        assertThat(Stream.of("ARCHITECTURE.md", "app/src/main/java/io/polymeter/app/Protocols.java", "docs/how-to"))
                .allMatch(file -> Files.exists(ROOT.resolve(file)));
    }

    private static List<String> filesNaming(String type) {
        List<String> files = new ArrayList<>();
        for (String module : List.of("core", "app")) {
            try (Stream<Path> sources = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
                sources.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> read(file).matches("(?s).*\\b" + type + "\\b.*"))
                        .forEach(file -> files.add(file.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
