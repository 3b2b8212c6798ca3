package io.polymeter.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.DocumentsSink;
import io.polymeter.config.kind.EcotrackerSink;
import io.polymeter.config.kind.HomeassistantSource;
import io.polymeter.config.kind.HomewizardSink;
import io.polymeter.config.kind.HttpSource;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.kind.MqttSource;
import io.polymeter.config.kind.OpenhabSource;
import io.polymeter.config.kind.ShellySink;
import io.polymeter.config.kind.SmlSource;
import io.polymeter.config.kind.SparkplugSink;
import io.polymeter.config.kind.SpeedwireSink;
import io.polymeter.config.kind.SumSource;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each part of a configuration refuses, with its place: [SettingsChecks] and below them [OutputChecks] with
/// [AidChecks], [EndpointChecks], [SerialChecks] and [SumChecks]; the kinds' own are
/// `FaceChecks`,
/// `DocumentChecks`, `SparkplugChecks` and those of a `PlatformServer`.
/// What two kinds have in common is told by `AnnouncedHttpSink`; an [OutputRole] forbids what a limit cannot
/// bear.
class KindChecksTest {

    private static final SettingsKinds KINDS = new SettingsKinds(
            List.of(
                    ModbusSource.class,
                    OpenhabSource.class,
                    HomeassistantSource.class,
                    MqttSource.class,
                    HttpSource.class,
                    SmlSource.class,
                    SumSource.class),
            List.of(
                    ModbusSink.class,
                    SpeedwireSink.class,
                    DocumentsSink.class,
                    EcotrackerSink.class,
                    HomewizardSink.class,
                    ShellySink.class,
                    SparkplugSink.class));

    private static final String METERS = """
            meters:
              grid: { profile: p, modbus: { poll: tcp://h } }
              pv: { openhab: { url: http://h, items: { voltage: U } } }
            """;

    private static Configuration parse(String text) {
        return Configuration.parse(Path.of("p.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, KINDS);
    }

    private static List<String> told(String text) {
        return parse(text).problems().sorted().stream()
                .map(KindChecksTest::withoutPlace)
                .toList();
    }

    private static String withoutPlace(Problem problem) {
        return (problem.isError() ? "" : "warning: ") + problem.path() + ": " + problem.message();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "speedwire: { every: 50ms }|o.speedwire.every: must be at least 100ms",
                "speedwire: { to: [multicast, multicast] }|o.speedwire.to[1]: multicast is listed twice",
                "speedwire: { phases: none }|o.speedwire.phases: the device always tells the power of three phases",
                "speedwire: {}, when-stale: exception|o.when-stale: a datagram has no word for a missing value",
                "speedwire: {}, profile: p|o.profile: has no meaning with 'speedwire', which is a device of its own",
                "speedwire: {}, identity: { serial: 0 }|o.identity.serial: '0' is not a number from 1 to 4294967294",
                "speedwire: {}, identity: { serial: 4294967295 }|o.identity.serial: '4294967295' is not a number from",
                "speedwire: {}, identity: { mac: x }|o.identity.mac: there is no 'mac' here; there are serial",
                "ecotracker: {}, identity: { mac: xyz }|o.identity.mac: ",
                "homewizard: {}, identity: { serial: 12 }|o.identity.serial: ",
                "homewizard: {}, profile: p|o.profile: has no meaning with 'homewizard', which is a device of its own",
                "documents: {}, profile: p|o.documents: needs one of 'serve' and 'broker'",
                "documents: { serve: http://0.0.0.0:81, broker: mqtt://h }, profile: p|o.documents: needs one of",
                "documents: { serve: http://0.0.0.0:81, every: 2s }, profile: p|o.documents.every: requires 'broker'",
                "documents: { broker: mqtt://u:p@h }, profile: p|o.documents.broker: holds a user or a password",
                "documents: { broker: mqtt://h, every: 0s }, profile: p|o.documents.every: is 0; expected a duration",
                "documents: { broker: mqtt://h }, profile: p, identity: { serial: 1 }"
                        + "|o.identity: has no meaning with 'documents'",
                "modbus: { proxy: tcp://0.0.0.0:1, unit: 3 }|o.modbus.unit: cannot be combined with 'proxy', which f",
                "modbus: { proxy: tcp://0.0.0.0:1, cache: 11s }|o.modbus.cache: at most 10s: clients take the values",
                "modbus: { proxy: tcp://0.0.0.0:1, reply-within: 0s }|o.modbus.reply-within: must be above 0s and at",
                "modbus: { proxy: tcp://0.0.0.0:1, proxy-functions: [128] }|o.modbus.proxy-functions[0]: 128 is not a",
                "modbus: { proxy: tcp://0.0.0.0:1, proxy-functions: [6] }|o.modbus.proxy-functions[0]: writes of",
                "modbus: { proxy: tcp://0.0.0.0:1 }, identity: { serial: 1 }|o.identity: cannot be combined with 'prox",
                "modbus: { serve: tcp://0.0.0.0:1, cache: 1s }|o.modbus.cache: requires 'proxy'",
                "sparkplug: { broker: mqtt://h, group: a, node: n, password: x }|o.sparkplug.password: requires 'usern",
                "sparkplug: { broker: mqtt://h, group: a, node: n, commands: [none, limit] }"
                        + "|o.sparkplug.commands: 'none' cannot be combined",
                "sparkplug: { broker: mqtts://h, group: a, node: n, commands: [configuration] }"
                        + "|o.sparkplug.commands: 'configuration' needs an mqtts:// broker, and 'certificate' and 'key'",
            })
    void anOutputIsRefusedByItsKind(String output, String message) {
        assertThat(told(METERS + "outputs: { o: { meter: grid, " + output + " } }"))
                .anySatisfy(problem -> assertThat(problem).startsWith("outputs." + message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "wait-for-new: 0s|wait-for-new: is 0; expected a duration above 0",
                "wait-for-new: 3s|wait-for-new: is more than 2s: a client would take the reply for lost",
                "min-sample-period: 2s, when-stale: hold|min-sample-period: cannot be combined with 'when-stale: hold'",
                "min-sample-period: 2s, role: limit|min-sample-period: is more than 1s, which 'role: limit' forbids",
                "min-sample-period: 1s|warning: min-sample-period: meanwhile a reader gets the same sample again",
                "min-sample-period: 1s, wait-for-new: 500ms|warning: min-sample-period: a request waits 500ms at most",
                "bias: 201W|bias: is more than 200W",
                "bias: -201W|bias: is more than 200W",
                "bias: 20W|warning: bias: its consumer gets another power than was measured",
                "bias: 20W, role: limit|bias: changes values, which 'role: limit' forbids",
                "deadband: 31W|deadband: is more than 30W",
                "deadband: -1W|deadband: must not be negative",
                "despike: 199W|despike: is less than 200W: loads of a house would be taken for outliers",
                "smooth: 6s|smooth: is more than 5s: what is shown would have little to do with what is measured now",
                "smooth: 0s|smooth: is 0; expected a duration above 0",
            })
    void anAidIsBounded(String aid, String message) {
        String prefix = message.startsWith("warning: ") ? "warning: outputs.o." : "outputs.o.";
        assertThat(told(METERS + "outputs: { o: { meter: grid, modbus: { serve: tcp://0.0.0.0:1 }, " + aid + " } }"))
                .anySatisfy(problem -> assertThat(problem).startsWith(prefix + message.replace("warning: ", "")));
    }

    @Test
    void anAidIsForOutputsThatAreAskedOverTcp() {
        assertThat(told(METERS + "outputs: { o: { meter: grid, speedwire: {}, wait-for-new: 1s } }"))
                .containsExactly(
                        "outputs.o.wait-for-new: only applies to outputs that are asked: modbus with 'serve', shelly, ecotracker, homewizard, ct002 and documents"
                                + "; this output sends by itself, as often as its 'every' says");
        assertThat(told(METERS + "outputs: { o: { meter: grid, modbus: { serve: rtu:///dev/a }, wait-for-new: 1s } }"))
                .containsExactly("outputs.o.wait-for-new: a reply on a serial line cannot wait: the bus would stand"
                        + " still; use a tcp endpoint");
    }

    @Test
    void whatASteeredOutputSetsIsAnotherMeter() {
        assertThat(told(METERS + "outputs: { o: { meter: grid, steers: [grid, pw], modbus: { serve: tcp://h:1 } } }"))
                .containsExactly(
                        "outputs.o.steers[0]: 'grid' is the meter that is shown; a consumer sets another's power",
                        "outputs.o.steers[1]: there is no meter 'pw'; did you mean 'pv'?");
    }

    @Test
    void oneBusHasOneClientAndOnePortOneServer() {
        assertThat(told("""
                meters: { a: { profile: p, modbus: { poll: rtu:///dev/a } } }
                outputs: { o: { meter: a, modbus: { serve: rtu:///dev/a } } }
                """))
                .containsExactly("meters.a.modbus.poll: rtu:///dev/a cannot be both polled here and served by"
                        + " outputs.o.modbus.serve: a bus has one client; use a second adapter");
        assertThat(told(METERS + """
                outputs:
                  a: { meter: grid, ecotracker: { serve: "http://0.0.0.0:81" } }
                  b: { meter: grid, homewizard: { serve: "http://127.0.0.1:81" } }
                  c: { meter: grid, homewizard: { serve: "http://127.0.0.1:81" } }
                """))
                .contains(
                        "outputs.b.homewizard.serve: http://127.0.0.1:81 and http://0.0.0.0:81 are the same port",
                        "outputs.c.homewizard.serve: http://127.0.0.1:81 and http://0.0.0.0:81 are the same port");
        assertThat(told(METERS + """
                http: { listen: "127.0.0.1:8081" }
                outputs: { a: { meter: grid, ecotracker: { serve: "http://127.0.0.1:8081" } } }
                """))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("outputs.a.ecotracker.serve: http://127.0.0.1:8081 is the port of the web page"));
    }

    @Test
    void twoDevicesOfOneKindNeedSerialNumbersOfTheirOwn() {
        String outputs = METERS + """
                outputs:
                  a: { meter: pv, profile: p, modbus: { serve: "tcp://h:1" }%s }
                  b: { meter: %s, profile: p, modbus: { serve: "tcp://h:2" }%s }
                """;
        String own = ", identity: { serial: S%d }";
        assertThat(told(outputs.formatted(own.formatted(1), "grid", own.formatted(1))))
                .containsExactly("outputs.b.identity.serial: 'S1' is the serial number of 'outputs.a' too; a consumer"
                        + " takes both for one device");
        assertThat(told(outputs.formatted(own.formatted(1), "grid", own.formatted(2))))
                .isEmpty();
        // The same meter, seen at two places.
        assertThat(told(outputs.formatted(own.formatted(1), "pv", own.formatted(1))))
                .isEmpty();
    }

    @Test
    void aSumNeverAddsItself() {
        assertThat(told("""
                meters:
                  a: { sum: { of: [b, c] } }
                  b: { sum: { of: [a, x] } }
                  c: { openhab: { url: "http://h", items: { voltage: U } } }
                """))
                .containsExactly(
                        "meters.b.sum.of[0]: adds a meter to itself: a → b → a",
                        "meters.b.sum.of[1]: there is no meter 'x'; there are: a, b, c");
        assertThat(MeterNames.unknown("gird", List.of("grid", "pv")))
                .hasToString("there is no meter 'gird'; did you mean 'grid'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "http: { url: http://h, points: { voltage: /u } }, profile: p"
                        + "|a.http.points: cannot be combined with 'profile', which names the points",
                "http: { url: http://h }|a.http: needs the key 'points', or the meter the key 'profile'",
                "openhab: { url: http://u:p@h, items: { voltage: U } }|a.openhab.url: holds a user or a password",
                "openhab: { url: http://h, username: u, items: { voltage: U } }"
                        + "|a.openhab: 'username' and 'password' go together",
                "openhab: { url: http://h, username: u, password: p, token: t, items: { voltage: U } }"
                        + "|a.openhab.token: stands beside 'username'; one of them is enough",
                "sml: { from: tcp://h:1, every: 2s }|a.sml.every: only applies to an http:// address",
                "sml: { from: http://h/x, every: 100ms }|a.sml.every: must be at least 500ms",
            })
    void aMeterIsRefusedByItsKind(String meter, String message) {
        assertThat(told("meters: { a: { " + meter + " } }"))
                .anySatisfy(problem -> assertThat(problem).startsWith("meters." + message));
    }

    @Test
    void theMeterOfTheNameAllAndAPhaseThatContradictsAreRefused() {
        assertThat(told("meters: { all: { openhab: { url: 'http://h', items: { voltage: U } } } }"))
                .containsExactly("meters.all: 'all' means every meter and cannot be a meter's name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "http: { listen: ~0.0.0.0:80~ }|warning: http.listen: the page can be reached from the network and",
                "http: { frames: [~http://a b~] }|http.frames[0]: expected an origin such as http://homeassistant.loca",
                "http: { tls: { key: k.pem } }|http.tls: 'certificate' and 'key' require each other",
                "http: { password: ~~ }|http.password: must not be empty",
                "history: { postgresql: { url: mysql://h/d } }|history.postgresql.url: 'mysql://h/d' is not a database",
                "history: { postgresql: { url: ~postgresql://u:pw@h/d~ } }|history.postgresql.url: holds a user or a passw",
                "history: { postgresql: { url: ~mysql://u:pw@h/d~ } }|history.postgresql.url: holds a user or a password; w",
                "history: { postgresql: { url: ~postgresql://h/d?password=pw~ } }|history.postgresql.url: holds a user or a",
            })
    void whatIsOfTheWholeSiteIsChecked(String part, String message) {
        assertThat(told(METERS + part.replace('~', '"')))
                .anySatisfy(problem -> assertThat(problem).startsWith(message));
    }

    @Test
    void aPageOfThisMachineNeedsNoPassword() {
        assertThat(told(METERS + "http: { listen: 'localhost:80' }")).isEmpty();
        assertThat(told(METERS + "http: { listen: '[::1]:80' }")).isEmpty();
        assertThat(told("outputs: {}")).contains(": no meters are configured; the file needs the key 'meters'");
    }

    @Test
    void aSinkSaysWhereItIs() {
        Settings settings = Objects.requireNonNull(parse(METERS + """
                outputs:
                  a: { meter: grid, ecotracker: { announce: false } }
                  b: { meter: grid, homewizard: { serve: "http://0.0.0.0:81" } }
                  c: { meter: grid, speedwire: { susy-id: 372 } }
                  d: { meter: grid, profile: p, documents: { broker: "mqtt://u@h:1884/x" } }
                """).settings());
        SinkSettings ecotracker = sink(settings, "a");
        assertThat(ecotracker.places()).containsExactly("http://0.0.0.0:80");
        assertThat(ecotracker.isAnnounced()).isFalse();
        assertThat(sink(settings, "b").isAnnounced()).isTrue();
        assertThat(sink(settings, "b").endpoints())
                .extracting(EndpointUse::text)
                .containsExactly("http://0.0.0.0:81");
        assertThat(sink(settings, "c")).isInstanceOfSatisfying(SpeedwireSink.class, speedwire -> {
            assertThat(speedwire.tellsFrequency()).isTrue();
            assertThat(speedwire.targets()).hasSize(1);
        });
        assertThat(sink(settings, "d").places()).containsExactly("mqtt://h:1884/x");
    }

    private static SinkSettings sink(Settings settings, String output) {
        return Objects.requireNonNull(
                Objects.requireNonNull(settings.outputs().get(output)).sink());
    }

    @Test
    void anAddressIsShownWithoutWhoLogsIn() {
        URI url = URI.create("http://user:pass@host:8080/path?q=1");
        assertThat(Urls.bare(url)).isEqualTo("http://host:8080/path");
        assertThat(Urls.host(URI.create("http://host"))).isEqualTo("host");
        Problems problems = new Problems("f");
        Urls.check(url, "x.url", problems);
        Urls.login("u", null, "x", problems);
        Urls.login(null, null, "y", problems);
        assertThat(problems.sorted()).extracting(Problem::path).containsExactlyInAnyOrder("x.url", "x");
    }
}
