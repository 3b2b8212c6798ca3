package io.polymeter.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.D0Source;
import io.polymeter.config.kind.HttpSource;
import io.polymeter.config.kind.MqttSource;
import io.polymeter.config.kind.SimulateSource;
import io.polymeter.config.kind.SmlSource;
import io.polymeter.config.kind.SpeedwireSource;
import io.polymeter.config.kind.StreamEndpoint;
import io.polymeter.config.kind.SumSource;
import io.polymeter.config.kind.Term;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The mistakes of a configuration by the part that has them, such as [MeterChecks] and [ValueChecks], and of
/// the kinds `ModbusSinkChecks`, `StreamSource` and its `StreamChecks`.
class ChecksTest {

    private static final String GRID = "meters:\n  grid: { profile: p, modbus: { poll: tcp://h } }\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "modbus: { push: tcp://0.0.0.0 }                         | push: needs the key 'from'",
                "modbus: { poll: tcp://h, from: any }                    | from: requires 'push'",
                "modbus: { poll: udp://h }                               | poll: udp:// is for 'serve' alone",
                "modbus: { push: udp://h, from: any }                    | push: udp:// is for 'serve' alone",
                "modbus: { poll: tcp://h:0 }                             | poll: port 0 cannot be connected to",
                "modbus: { poll: rtu:///dev/ttyS0, unit: 0 }             | unit: must be 1 to 247 on a serial line",
                "modbus: { poll: rtu+tcp://h:1, unit: 248 }              | unit: 248 is reserved on a serial line, which",
                "modbus: { poll: tcp://h, every: 0s }                    | every: is 0; expected a duration above 0",
                "modbus: { poll: tcp://h, serial: { baud: 9600 } }       | serial: only applies to rtu endpoints",
                "modbus: { poll: tcp://h, tls: { trust: x } }            | tls: only applies to tls endpoints",
                "fresh-for: 0s, modbus: { poll: tcp://h }                | fresh-for: is 0; expected a duration above 0",
                "max-skew: 1s, modbus: { poll: tcp://h }                 | max-skew: only applies to 'sum'",
                "openhab: { url: http://h, items: { voltage: U } }       | profile: only applies to modbus, http and mqtt sources",
                "openhab: { url: ftp://h, items: { voltage: U } }        | url: expected a URL such as http://host",
                "openhab: { url: http://h, items: {} }                   | items: expected 1 to 1000 entries, found 0",
                "openhab: { url: http://h }                              | openhab: needs the key 'items'",
                "simulate: { speed: 0 }                                  | simulate: speed must be above 0",
                "sml: { from: serial:///dev/ttyUSB0 }                    | profile: only applies to modbus, http and mqtt sources",
                "sml: { from: /dev/ttyUSB0 }                             | from: '/dev/ttyUSB0' has no scheme: serial://",
                "sml: { from: serial://ttyUSB0 }                         | from: 'serial://ttyUSB0': use the full path",
                "sml: { from: tcp://h:0 }                                | from: port 0 cannot be connected to",
                "sml: { from: tcp://h:1, line: 9600-8N1 }                | line: only applies to serial ports",
                "sml: { from: serial:///dev/a, line: 9600-5N1 }          | line: expected a serial line such as 9600-8N1",
                "sml: { from: serial:///dev/a, line: 50-8N1 }            | line: a line has 300 to 4000000 baud, found 50",
                "sml: {}                                                 | sml: needs the key 'from'",
                "d0: { from: tcp://h:1, mode: d, password: 1 }           | password: only applies to mode c",
                "d0: { from: tcp://h:1, password: '(1)' }                | password: must be 1 to 32 letters",
                "d0: { from: tcp://h:1, mode: e }                        | mode: expected a, b, c or d",
                "p1: { from: tcp://h:1, authentication-key: 00 }         | authentication-key: requires 'key'",
                "han: { from: tcp://h:1, key: 00 }                       | key: must be 32 hexadecimal digits",
                "speedwire: { serial: 0 }                                | serial: expected a whole number from 1 to",
            })
    void aMetersMistakesAreNamed(String meter, String message) {
        assertThat(Examples.problems("meters: { a: { profile: p, " + meter + " } }"))
                .anySatisfy(p -> assertThat(p).contains("meters.a").contains(message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "meter: grid, modbus: { serve: udp://0.0.0.0, writes: profile } | writes: not at udp:// endpoints",
                "meter: grid, modbus: { proxy: udp://0.0.0.0 }           | proxy: udp:// is for 'serve' alone",
                "meter: grid, modbus: { push: udp://h }                  | push: udp:// is for 'serve' alone",
                "modbus: { serve: tcp://0.0.0.0 }                        | o: needs the key 'meter', or 'meters'",
                "meter: grid, meters: all, mqtt: { broker: mqtt://h }    | meters: cannot be combined with 'meter'",
                "meters: [grid, gird], mqtt: { broker: mqtt://h }        | meters[1]: there is no meter 'gird'; did you",
                "meters: [grid, grid], mqtt: { broker: mqtt://h }        | meters[1]: 'grid' is listed twice",
                "meters: [grid, all], mqtt: { broker: mqtt://h }         | meters: 'all' cannot be combined",
                "meter: grid, modbus: {}                                 | modbus: needs one of the keys serve, push and",
                "meter: grid, modbus: { serve: tcp://h, proxy: tcp://h } | proxy: cannot be combined with 'serve'",
                "meter: grid, modbus: { serve: tcp://h, every: 1s }      | every: requires 'push'",
                "meter: grid, modbus: { push: tcp://h, allow: any }      | allow: cannot be combined with 'push'",
                "meter: grid, modbus: { push: [tcp://h, tcp://h] }       | push[1]: tcp://h:502 is listed twice",
                "meter: grid, modbus: { serve: rtu:///dev/a, unit: 250 } | unit: 250 is reserved on a serial line, which",
                "meter: grid, modbus: { serve: [tcp://h, tls://h:502] }  | serve[1]: h:502 is taken by outputs.o.modbus",
                "meter: grid, modbus: { serve: [tcp://h, tcp://h] }      | serve[1]: tcp://h:502 has unit 1 already",
                "meter: grid, profile: auto, modbus: { serve: tcp://h }  | profile: 'auto' is for meters",
                "meter: sum, modbus: { serve: tcp://h }                  | o: needs the key 'profile': its meter is not",
                "meter: sum, modbus: { proxy: tcp://h }                  | proxy: needs a meter with",
                "meters: all, victron: { service: grid }                 | meters: a victron output shows one meter",
                "meter: grid, victron: { service: gird }                 | service: expected grid, pvinverter, temper",
                "meter: grid, mqtt: { broker: mqtt://h, prefix: '#' }    | prefix: must not be empty",
                "meter: grid, mqtt: { broker: mqtt://h, prefix: a/ }     | prefix: must not start with '$' or '/'",
                "meter: grid, mqtt: { broker: mqtt://h, every: 0s }      | every: is 0",
                "meter: grid, mqtt: { broker: mqtt://h, discovery-prefix: x } | discovery-prefix: requires",
                "meter: grid, influx: { url: http://h, org: x }          | org: requires 'bucket'",
                "meter: grid, influx: { url: http://h, username: x }     | 'username' and 'password' require each other",
                "meter: grid, influx: { url: http://h, tags: { meter: x } } | a tag needs a value and a name",
                "meter: grid, influx: { url: http://h, database: x, bucket: y } | bucket: cannot be combined with 'database'",
                "meters: all, sparkplug: { broker: mqtt://h, group: a/b, node: n } | group: a name is 1 to 256 bytes",
                "meters: all, sparkplug: { broker: mqtt://h, group: a, node: '' } | node: a name is 1 to 256 bytes",
                "meters: all, sparkplug: { broker: mqtt://h, group: a, node: n, primary-host: a+ } | primary-host: a name",
                "meters: all, sparkplug: { broker: mqtt://h, group: a, node: n, every: 0s } | every: is 0; expected",
                "meters: all, sparkplug: { broker: mqtt://h, group: a, node: n, password: p } | password: requires",
                "meters: all, sparkplug: { broker: mqtt://h, group: a, node: n, commands: [none, limit] } | 'none' cannot be",
                "meters: all, sparkplug: { broker: mqtt://h, group: a, node: n, commands: configuration } | needs an mqtts",
                "meters: all, sparkplug: { broker: mqtt://h, group: a, node: n, replay: { size: 5kB } } | size: at least 1MB",
                "meters: all, sparkplug: { broker: mqtt://h, group: a, node: n, replay: { size: 5 } } | a size such as",
                "meter: grid                                             | o: needs a sink, one of the keys modbus, vic",
            })
    void anOutputsMistakesAreNamed(String output, String message) {
        String text = GRID + "  sum: { sum: [grid] }\noutputs: { o: { " + output + " } }";
        assertThat(Examples.problems(text))
                .anySatisfy(p -> assertThat(p).contains("outputs.o").contains(message));
    }

    @Test
    void twoOutputsCannotBeTheSameUnitOfOneEndpoint() {
        String text = GRID + "outputs:\n"
                + "  a: { meter: grid, modbus: { serve: tcp://0.0.0.0, unit: 1 } }\n"
                + "  b: { meter: grid, modbus: { serve: tcp://0.0.0.0:502, unit: 1 } }\n"
                + "  c: { meter: grid, modbus: { serve: tcp://0.0.0.0, unit: 2 } }\n";
        assertThat(Examples.problems(text))
                .containsExactly("polymeter.yaml:5:38: outputs.b.modbus.serve: tcp://0.0.0.0:502 has unit 1 already, in"
                        + " outputs.a.modbus.serve");
    }

    /// A head has its line for itself, like any other serial device.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b: { sml: { from: serial:///dev/a } }                         | /dev/a is taken by meters.a.d0.from",
                "b: { p1: { from: tcp://h:4001 } }, c: { han: { from: tcp://h:4001 } } | h:4001 is taken by meters.b.p1.from",
                "b: { profile: p, modbus: { poll: rtu:///dev/a } }             | /dev/a is taken by meters.a.d0.from",
                "b: { profile: p, modbus: { poll: tcp://h }}, c: { han: { from: tcp://h:502 } } | h:502 is taken by",
            })
    void aLineOfAMeterIsSharedWithNothing(String others, String message) {
        assertThat(Examples.problems("meters: { a: { d0: { from: serial:///dev/a } }, " + others + " }"))
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void aLineThatAnOutputServesIsNoMetersLine() {
        String text = GRID + "  a: { sml: { from: serial:///dev/a } }\n"
                + "outputs: { o: { meter: grid, modbus: { serve: rtu:///dev/a } } }";
        assertThat(Examples.problems(text))
                .singleElement()
                .asString()
                .endsWith("outputs.o.modbus.serve: /dev/a is taken by meters.a.sml.from");
    }

    @Test
    void aMetersLineIsReadAsItIsWritten() {
        Settings settings = Examples.settings("""
                meters:
                  a: { sml: { from: serial:///dev/serial/by-id/x, line: 9600-8N1 } }
                  b: { d0: { from: "tcp://[fe80::1]:4001/", mode: d } }
                  c: { speedwire: { serial: 3001234567, interface: eth0 } }
                  d: { speedwire: {} }
                """);
        assertThat(source(settings, "a"))
                .isEqualTo(new SmlSource(
                        new StreamEndpoint.Serial(Path.of("/dev/serial/by-id/x")),
                        new LineFormat(9600, 8, SerialSettings.Parity.NONE, 1),
                        null,
                        null,
                        Duration.ofSeconds(2)));
        assertThat(source(settings, "b"))
                .isEqualTo(new D0Source(new StreamEndpoint.Tcp("fe80::1", 4001), null, D0Source.Mode.D, null));
        assertThat(source(settings, "c")).isEqualTo(new SpeedwireSource(3001234567L, "eth0"));
        assertThat(source(settings, "d")).isEqualTo(new SpeedwireSource(null, null));
        assertThat(LineFormat.parse("300-7E1")).hasToString("300-7E1");
    }

    @Test
    void aSumMayNotContainItself() {
        assertThat(Examples.problems(
                        "meters:\n  a: { sum: [b] }\n  b: { sum: [c, -d] }\n  c: { sum: a }\n  d: { sum: [d] }\n"))
                .containsExactly(
                        "polymeter.yaml:4:13: meters.c.sum: adds a meter to itself: a → b → c → a",
                        "polymeter.yaml:5:14: meters.d.sum[0]: adds a meter to itself: d → d");
    }

    @Test
    void aSumNamesMetersThatExist() {
        assertThat(Examples.problems(GRID + "  house: { sum: [grid, -batery] }\n  battery: { simulate: summer-day }"))
                .containsExactly(
                        "polymeter.yaml:3:24: meters.house.sum[1]: there is no meter 'batery'; did you mean 'battery'?");
    }

    @Test
    void namesHaveLettersDigitsAndFewSigns() {
        assertThat(Examples.problems("meters:\n  gr id: { simulate: x }\n  Zähler_1.a-b: { simulate: x }\n"))
                .containsExactly("polymeter.yaml:2:3: meters.gr id: 'gr id' is not a name; names have letters, digits,"
                        + " '-', '_' and '.', at most 64");
        assertThat(Examples.problems("meters:\n  all: { simulate: x }\n"))
                .containsExactly(
                        "polymeter.yaml:2:3: meters.all: 'all' means every meter and cannot be a meter's name");
    }

    @Test
    void aPageOnTheNetworkWithoutPasswordIsAWarning() {
        Configuration open = Examples.parse(GRID + "http: { listen: 0.0.0.0:8080 }");
        assertThat(open.valid()).isTrue();
        assertThat(open.problems().sorted())
                .singleElement()
                .satisfies(p -> assertThat(p.toString())
                        .startsWith("polymeter.yaml:3:17: warning: http.listen: the page can be reached"));
        assertThat(Examples.problems(GRID + "http: { listen: 0.0.0.0:8080, password: x }"))
                .isEmpty();
        assertThat(Examples.problems(GRID + "http: { listen: \"[::1]:8080\" }")).isEmpty();
        assertThat(Examples.problems(GRID + "http: { frames: [\"https://ha.example:8123\"] }"))
                .isEmpty();
        assertThat(Examples.problems(GRID + "http: { frames: [\"https://x; script-src *\"] }"))
                .singleElement()
                .asString()
                .contains("http.frames[0]: expected an origin such as http://homeassistant.local:8123");
    }

    @Test
    void twoDevicesOfOneKindDoNotHaveOneSerialNumber() {
        String outputs = """
                meters:
                  a: { http: { url: "http://h/", points: { active-power: p } } }
                  b: { sum: [a] }
                outputs:
                  x: { meter: a, profile: p, modbus: { serve: "tcp://0.0.0.0:502", unit: 1 }, identity: { serial: "7" } }
                  y: { meter: b, profile: p, modbus: { serve: "tcp://0.0.0.0:502", unit: 2 }, identity: { serial: "8" } }
                """;
        assertThat(Examples.problems(outputs)).isEmpty();
        assertThat(Examples.problems(outputs.replace("\"8\"", "\"7\"")))
                .singleElement()
                .asString()
                .contains("outputs.y.identity.serial")
                .contains("'7' is the serial number of 'outputs.x' too");
        assertThat(Examples.problems(outputs.replaceAll(", identity.*?}", "")))
                .singleElement()
                .asString()
                .contains("is the same device as 'outputs.x'");
        // One meter at two places is one device.
        assertThat(Examples.problems(outputs.replace("meter: b", "meter: a")
                        .replace("\"8\"", "\"7\"")
                        .replace("502\", unit: 2", "503\", unit: 2")))
                .isEmpty();
    }

    @Test
    void anEnvironmentVariableNeedsNoQuotesInBraces() {
        byte[] text = (GRID + "http: { listen: 0.0.0.0:8080, password: ${POLYMETER_PASSWORD} }")
                .getBytes(StandardCharsets.UTF_8);
        Configuration configuration =
                Configuration.parse(Path.of("x"), text, Map.of("POLYMETER_PASSWORD", "a}b: {c")::get, Examples.KINDS);
        assertThat(configuration.problems().sorted()).isEmpty();
        HttpSettings http = Objects.requireNonNull(configuration.settings()).http();
        assertThat(http.password()).isEqualTo(new Secret("a}b: {c"));
    }

    @Test
    void everythingOptionalHasItsDefault() {
        Settings settings = Examples.settings(GRID);
        assertThat(settings.http()).isEqualTo(HttpSettings.open(new HostPort("127.0.0.1", 8080)));
        assertThat(settings.history()).isNull();
        assertThat(settings.log()).isEqualTo(new LogSettings(LogSettings.Level.INFO, null));
        assertThat(settings.state()).isEqualTo(Path.of("state"));
        assertThat(settings.outputs()).isEmpty();
    }

    @Test
    void anEmptyHistoryIsKeptAsLongAsIsUsual() {
        Settings settings = Examples.settings(GRID + "history: {}\n");
        assertThat(settings.history())
                .isEqualTo(new HistorySettings(
                        new HistorySettings.Keep(Duration.ofDays(2), Duration.ofDays(90), Duration.ofDays(7300)),
                        null));
    }

    @Test
    void everySourceHasItsShortForm() {
        Settings settings = Examples.settings("""
                meters:
                  m: { mqtt: { broker: "mqtt://b:1883", points: { active-power: tele/p, voltage: { topic: t, json: U } } } }
                  h: { http: { url: "http://x/status", points: { active-power: emeters.0.power } } }
                  a: { homeassistant: { url: "http://ha:8123", phase: L2, entities: { active-power: sensor.p } } }
                  s: { sum: [m, -h], max-skew: 2s }
                  d: { simulate: summer-day }
                outputs:
                  all: { meters: all, mqtt: { broker: "mqtts://b", discovery: homeassistant } }
                """);
        assertThat(source(settings, "m"))
                .isEqualTo(new MqttSource(
                        URI.create("mqtt://b:1883"),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        Map.of(),
                        Map.of(
                                "active-power", new MqttSource.Topic("tele/p", null, null, null, 1, null),
                                "voltage", new MqttSource.Topic("t", "U", null, null, 1, null))));
        assertThat(((HttpSource) source(settings, "h")).points())
                .isEqualTo(Map.of("active-power", new HttpSource.Field("emeters.0.power", null, 1, null)));
        assertThat(Objects.requireNonNull(settings.meters().get("a")).effectivePhase())
                .isEqualTo(LinePhase.L2);
        assertThat(source(settings, "s"))
                .isEqualTo(new SumSource(List.of(new Term("m", false), new Term("h", true)), null));
        assertThat(source(settings, "d")).isEqualTo(new SimulateSource("summer-day", 1, null));
        OutputSettings all = Objects.requireNonNull(settings.outputs().get("all"));
        assertThat(all.showsAll()).isTrue();
        assertThat(settings.metersOf(all)).containsExactly("m", "h", "a", "s", "d");
    }

    @Test
    void theThreePlacesAreNamedWhereThereIsNoConfiguration() {
        assertThat(Configuration.notFound())
                .contains("./polymeter.yaml")
                .contains("/etc/polymeter/polymeter.yaml")
                .contains("--config");
        assertThat(Configuration.find(Path.of("x.yaml"))).isEqualTo(Path.of("x.yaml"));
    }

    @Test
    void theInstalledConfigurationKeepsItsStateWhereServicesDo() {
        byte[] text = GRID.getBytes(StandardCharsets.UTF_8);
        Configuration installed =
                Configuration.parse(Path.of("/etc/polymeter/polymeter.yaml"), text, _ -> null, Examples.KINDS);
        assertThat(Objects.requireNonNull(installed.settings()).state()).isEqualTo(Path.of("/var/lib/polymeter"));
    }

    private static SourceSettings source(Settings settings, String meter) {
        return Objects.requireNonNull(settings.meters().get(meter)).source();
    }
}
