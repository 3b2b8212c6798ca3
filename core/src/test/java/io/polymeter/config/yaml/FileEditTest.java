package io.polymeter.config.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileEditTest {

    private static final List<String> ORDER = List.of("site", "meters", "outputs", "state", "http", "history", "log");

    private static String put(String file, String path, String json) throws JsonException {
        FileEdit edit = FileEdit.of(file.getBytes(UTF_8), ORDER);
        edit.put(List.of(path.split("\\.")), JsonValue.parse(json));
        return new String(edit.bytes(), UTF_8);
    }

    private static String removed(String file, String path) {
        FileEdit edit = FileEdit.of(file.getBytes(UTF_8), ORDER);
        assertThat(edit.remove(List.of(path.split("\\.")))).isTrue();
        return new String(edit.bytes(), UTF_8);
    }

    private static final String KSEM =
            "{\"profile\":\"kostal-ksem\",\"modbus\":{\"poll\":\"tcp://192.168.178.100:502\",\"unit\":1}}";

    @Test
    void anEmptyFileGetsItsFirstSection() throws JsonException {
        assertThat(put("", "meters.grid", KSEM)).isEqualTo("""
            meters:
              grid:
                profile: kostal-ksem
                modbus: { poll: tcp://192.168.178.100:502, unit: 1 }
            """);
    }

    @Test
    void theFileOfThePackageKeepsItsComments() throws JsonException {
        String file = """
            # The configuration of Polymeter.

            meters: {}   # none yet
            #  grid:
            #    profile: kostal-ksem

            # What was measured is kept.
            history: {}
            """;
        String whole = put(put(file, "meters.grid", KSEM), "outputs.plenticore", "{\"meter\":\"grid\"}");
        assertThat(put(whole, "http", "{\"listen\":\"0.0.0.0:8080\",\"password\":\"${POLYMETER_PASSWORD}\"}"))
                .isEqualTo("""
                    # The configuration of Polymeter.

                    meters:   # none yet
                      grid:
                        profile: kostal-ksem
                        modbus: { poll: tcp://192.168.178.100:502, unit: 1 }
                    #  grid:
                    #    profile: kostal-ksem

                    outputs:
                      plenticore:
                        meter: grid

                    http: { listen: 0.0.0.0:8080, password: ${POLYMETER_PASSWORD} }

                    # What was measured is kept.
                    history: {}
                    """);
    }

    @Test
    void anEntryGoesBehindTheLastWithItsIndentation() throws JsonException {
        String file = """
            meters:
                a:
                    sum: [b]
                    phase: L1   # why

                # about b
                b:
                    simulate: {
                        scenario: summer-day
                    }
            # the end
            log: { level: info }\
            """;
        assertThat(put(file, "meters.c", "{\"phase\":\"L2\"}"))
                .isEqualTo(file.replace("        }\n", "        }\n    c:\n      phase: L2\n"));
    }

    @Test
    void aSectionOnOneLineIsUnfolded() throws JsonException {
        assertThat(put("meters: { a: { sum: [b] }, \"b\": {} } # x\nlog: {}\n", "meters.c", "{\"phase\":\"L2\"}"))
                .isEqualTo("meters: # x\n  a: { sum: [b] }\n  \"b\": {}\n  c:\n    phase: L2\nlog: {}\n");
    }

    @Test
    void aKeyIsSetWithinWhatIsThere() throws JsonException {
        assertThat(put("meters:\n  a:\n    phase: L1 # here\n", "meters.a.correct.sign", "-1"))
                .isEqualTo("meters:\n  a:\n    phase: L1 # here\n    correct: { sign: -1 }\n");
        assertThat(put("http: { listen: 1.2.3.4:1 } # x\n", "http.password", "\"a b\""))
                .isEqualTo("http: { listen: 1.2.3.4:1, password: \"a b\" } # x\n");
        assertThat(put("http:\n  password: old   # x\n  listen: h:1\n", "http.password", "\"${P}\""))
                .isEqualTo("http:\n  password: ${P}   # x\n  listen: h:1\n");
        assertThat(put("http:\nlog: {}\n", "http.password", "\"${P}\""))
                .isEqualTo("http: { password: ${P} }\nlog: {}\n");
        assertThat(put("a:\n  - 1\n  - 2 # x\nb: 1\n", "a", "[3]")).isEqualTo("a: [3] # x\nb: 1\n");
        assertThat(put("ü: \"😀\"\nlog: { level: info }\n", "log.level", "\"debug\""))
                .isEqualTo("ü: \"😀\"\nlog: { level: debug }\n");
    }

    @Test
    void lineEndsStayWhatTheyAre() throws JsonException {
        assertThat(put("\uFEFFmeters: {}\r\nlog: {}", "meters.a.phase", "\"L1\""))
                .isEqualTo("\uFEFFmeters:\r\n  a:\r\n    phase: L1\r\nlog: {}");
    }

    @Test
    void anEntryIsRemoved() {
        assertThat(removed("meters:\n  a:\n    x: 1\n  # about b\n  b: 2\n", "meters.a"))
                .isEqualTo("meters:\n  # about b\n  b: 2\n");
        assertThat(removed("meters:\n  a:\n    x: 1 # y\nlog: {}\n", "meters.a"))
                .isEqualTo("meters: {} # y\nlog: {}\n");
        assertThat(removed("http: { a: 1, b: [1, 2], c: x }\n", "http.b")).isEqualTo("http: { a: 1, c: x }\n");
    }

    @Test
    void whatCannotBeEditedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> put("- 1\n", "meters.a", "1"))
                .withMessageContaining("the file holds no keys");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> put("a: &x { b: 1 }\nc: *x\n", "c.d", "1"))
                .withMessageContaining("alias");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> put("a: [1\n", "c.d", "1"))
                .withMessageContaining("the file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "grid|grid",
                "tcp://192.168.1.2:502|tcp://192.168.1.2:502",
                "0.0.0.0:8080|0.0.0.0:8080",
                "${NAME}|${NAME}",
                "10s|10s",
                "9600-8N1|9600-8N1",
                "true|\"true\"",
                "No|\"No\"",
                "4711|\"4711\"",
                "1.5|\"1.5\"",
                "-1|\"-1\"",
                "a: b|\"a: b\"",
                "a #b|\"a #b\"",
                "http://h/a?b=1|\"http://h/a?b=1\"",
                "a:|\"a:\"",
                "*x|\"*x\"",
                "1:30|\"1:30\""
            })
    void textsStayTexts(String text, String written) throws Exception {
        assertThat(YamlText.scalar(text)).isEqualTo(written);
        FileEdit edit = FileEdit.of("log: { a: 1 }\n".getBytes(UTF_8), ORDER);
        edit.put(List.of("log", "b"), new JsonValue.StringValue(text));
        assertThat(edit.scalar(List.of("log", "b"))).isEqualTo(text);
        edit.put(List.of("c"), new JsonValue.StringValue(text));
        assertThat(edit.scalar(List.of("c"))).isEqualTo(text);
    }
}
