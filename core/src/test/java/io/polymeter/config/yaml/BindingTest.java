package io.polymeter.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.config.Examples;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.net.Endpoint;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.nodes.Node;

class BindingTest {

    private static final String AT = "meters: { a: { profile: auto, modbus: { poll: \"tcp://h\", ";

    @Test
    void everyErrorIsFoundInOnePassInTheOrderOfTheFile() {
        List<String> problems = Examples.problems("""
            site:
              name: Home
              timezone: Europe/Berln
            metres: {}
            meters:
              grid:
                profile: kostal-ksem
                modbus:
                  pol: tcp://192.168.178.100:502
                  unit: 300
                  every: 1 second
                fresh-for: { live: 2s, energy: soon }
            outputs:
              plc:
                meter: gird
                modbus: { serve: "tpc://0.0.0.0", unit: 1, when-stale: hold }
            """);
        assertThat(problems)
                .containsExactly(
                        "polymeter.yaml:3:13: site.timezone: 'Europe/Berln' is not a time zone; did you mean"
                                + " 'Europe/Berlin'?",
                        "polymeter.yaml:4:1: metres: unknown key; did you mean 'meters'?",
                        "polymeter.yaml:8:5: meters.grid.modbus: needs 'poll' (read the device), 'push' "
                                + "(the device writes), or both",
                        "polymeter.yaml:9:7: meters.grid.modbus.pol: unknown key; did you mean 'poll'?",
                        "polymeter.yaml:10:13: meters.grid.modbus.unit: expected a whole number from 0 to 255, found"
                                + " 300",
                        "polymeter.yaml:11:14: meters.grid.modbus.every: expected a duration such as 200ms, 2s, 5m,"
                                + " 12h, 7d or 20y, found '1 second'",
                        "polymeter.yaml:12:36: meters.grid.fresh-for.energy: expected a duration such as 200ms, 2s, 5m,"
                                + " 12h, 7d or 20y, found 'soon'",
                        "polymeter.yaml:15:12: outputs.plc.meter: there is no meter 'gird'; did you mean 'grid'?",
                        "polymeter.yaml:16:22: outputs.plc.modbus.serve: 'tpc' is not a known scheme; did you mean"
                                + " 'tcp'?",
                        "polymeter.yaml:16:48: outputs.plc.modbus.when-stale: unknown key; known here are serve, push,"
                                + " proxy, cache, proxy-functions, reply-within, unit, allow, writes, send, announce, every, value, serial, tls");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "unit: one } } }           | unit: expected a whole number from 0 to 255, found 'one'",
                "unit: [1] } } }           | unit: expected a whole number from 0 to 255, found a list",
                "unit: { a: b } } } }      | unit: expected a whole number from 0 to 255, found a mapping (key: value)",
                "unit: } } }               | unit: has no value; expected a whole number from 0 to 255",
                "unit: 1, unit: 2 } } }    | unit: duplicate key",
                "serial: 9600 } } }        | serial: expected a mapping with the keys baud, parity, stop-bits, found"
                        + " '9600'",
                "serial: { parity: evn } } } } | parity: expected none, even or odd, found 'evn'; did you mean 'even'?",
                "timeout: ${T} } } }       | timeout: the environment variable T is not set",
                "phase: L1 } } }           | phase: unknown key; known here are push, from, poll, unit",
                "unit: 1 }, every: 1s } }  | a.every: unknown key here; it belongs under 'modbus'",
                "<<: {} } } }              | <<: merge keys are not part of YAML 1.2; write the keys out",
                "unit: 1 }, phase: L4 } }  | phase: expected L1, L2 or L3, found 'L4'",
                "unit: 1 }, mqtt: {} } }   | a.mqtt: cannot be combined with 'modbus'; exactly one source is possible",
            })
    void wordsAreForPeople(String rest, String message) {
        assertThat(Examples.problems(AT + rest)).anySatisfy(p -> assertThat(p).contains(message));
    }

    @Test
    void aMissingChoiceNamesTheKeysThatAreOne() {
        assertThat(Examples.problems("meters:\n  a: { profile: auto }"))
                .containsExactly("polymeter.yaml:2:3: meters.a: needs a source, one of the keys modbus, openhab,"
                        + " homeassistant, mqtt, http, sum, sml, d0, p1, han, speedwire, simulate");
    }

    @Test
    void theEleventhSlaveIsAnErrorAtItsLine() {
        StringBuilder text = new StringBuilder("""
            meters: { a: { profile: x, modbus: { poll: "tcp://h" } } }
            outputs:
              o:
                meter: a
                modbus:
                  push:
            """);
        for (int i = 1; i <= 10; i++) {
            text.append("        - tcp://10.0.0.").append(i).append('\n');
        }
        assertThat(Examples.problems(text.toString())).isEmpty();
        text.append("        - tcp://10.0.0.11\n");
        assertThat(Examples.problems(text.toString()))
                .containsExactly("polymeter.yaml:17:11: outputs.o.modbus.push[10]: at most 10 are possible, this is"
                        + " number 11");
    }

    @Test
    void anUndefinedVariableIsNamedWhereItStands() {
        assertThat(Examples.problems("meters: {}\nhttp:\n  password: \"pre${POLYMETER_PASSWORD}\"\n"))
                .containsExactly(
                        "polymeter.yaml:3:17: http.password: the environment variable POLYMETER_PASSWORD is not"
                                + " set, and state/secrets does not have it");
    }

    @Test
    void variablesAreTakenInAnyScalar() {
        byte[] text = "meters: { a: { profile: '${P}', modbus: { poll: 'tcp://${H}', unit: '${U}' } } }"
                .getBytes(StandardCharsets.UTF_8);
        Configuration configuration = Configuration.parse(
                Path.of("x.yaml"),
                text,
                Map.of("P", "a-meter-of-the-environment", "H", "meter:1502", "U", "71")::get,
                Examples.KINDS);
        assertThat(configuration.problems().sorted()).isEmpty();
        MeterSettings meter = Objects.requireNonNull(
                Objects.requireNonNull(configuration.settings()).meters().get("a"));
        assertThat(meter.profile()).isEqualTo("a-meter-of-the-environment");
        ModbusSource source = (ModbusSource) meter.source();
        assertThat(source.poll()).isEqualTo(new Endpoint.Tcp("meter", 1502));
        assertThat(source.unit()).isEqualTo(71);
    }

    /// A language of its own, as profiles have.
    record Sheet(
            @Key(doc = "Its name.") String title,
            @Key(doc = "Its rows.") List<Row> rows,
            @Key(doc = "Left to others.") @Nullable Node extra) {}

    @Shorthand("at")
    record Row(
            @Key(doc = "Where.") Span at,
            @Key(doc = "How often.", fallback = "10s") Duration every,
            @Key(doc = "Whether.", fallback = "false") boolean writable,
            Position position) {

        Row {
            if (writable && every.isZero()) {
                throw new IllegalArgumentException("a writable row has an interval");
            }
        }
    }

    @Scalar(words = "a span such as 0..27")
    record Span(int first, int last) {
        static Span parse(String text) {
            int dots = text.indexOf("..");
            return new Span(Integer.parseInt(text.substring(0, dots)), Integer.parseInt(text.substring(dots + 2)));
        }
    }

    @Test
    void otherLanguagesBindByTheSameMeans() {
        Problems problems = new Problems("sheet.yaml");
        Sheet sheet = bind("""
            title: 7
            rows:
              - { at: 0..27, writable: true }
              - 512..551
            extra: [1, { a: b }]
            """, problems);
        assertThat(problems.sorted()).isEmpty();
        assertThat(sheet).isNotNull();
        assertThat(Objects.requireNonNull(sheet).title()).isEqualTo("7");
        assertThat(sheet.rows())
                .containsExactly(
                        new Row(new Span(0, 27), Duration.ofSeconds(10), true, new Position(3, 5)),
                        new Row(new Span(512, 551), Duration.ofSeconds(10), false, new Position(4, 5)));
        assertThat(sheet.extra()).isNotNull();
    }

    @Test
    void laterLayersReportByPath() {
        Problems problems = new Problems("sheet.yaml");
        bind("title: x\nrows:\n  - { at: 0..27, every: 0s, writable: true }\n  - { at: 3..1 }\n", problems);
        problems.error("rows[1].at", Message.verbatim("ends before it begins"));
        problems.error("rows[1].every", Message.verbatim("stands where the row stands when it is absent"));
        problems.warning("title", Message.verbatim("is short"));
        assertThat(problems.sorted().stream().map(Problem::toString))
                .containsExactly(
                        "sheet.yaml:1:8: warning: title: is short",
                        "sheet.yaml:3:5: rows[0]: a writable row has an interval",
                        "sheet.yaml:4:5: rows[1].every: stands where the row stands when it is absent",
                        "sheet.yaml:4:11: rows[1].at: ends before it begins");
        assertThat(problems.given("rows[1].at")).isTrue();
        assertThat(problems.given("rows[1].every")).isFalse();
    }

    @Test
    void aTypeFromElsewhereIsAddedToTheBinder() {
        record Wait(
                @Key(doc = "x") Thread.State state,
                @Key(doc = "y") StringBuilder text) {}
        Binder binder = Binder.STANDARD.with(
                StringBuilder.class, ScalarType.text(Message.phrase("a text"), StringBuilder::new));
        Problems problems = new Problems("x");
        Node root = Objects.requireNonNull(
                Document.parse("{ state: timed-waiting, text: hello }".getBytes(StandardCharsets.UTF_8), problems));
        Wait wait = Objects.requireNonNull(binder.bind(root, Wait.class, problems));
        assertThat(wait.state()).isEqualTo(Thread.State.TIMED_WAITING);
        assertThat(wait.text()).hasToString("hello");
    }

    private static @Nullable Sheet bind(String text, Problems problems) {
        Node root = Objects.requireNonNull(Document.parse(text.getBytes(StandardCharsets.UTF_8), problems));
        return Binder.STANDARD.bind(root, Sheet.class, problems);
    }
}
