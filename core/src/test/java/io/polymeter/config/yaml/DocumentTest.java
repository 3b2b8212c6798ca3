package io.polymeter.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.config.Examples;
import io.polymeter.config.Settings;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.net.Endpoint;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class DocumentTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                            | 1:1: the file is empty",
                "'# only a comment'            | 1:1: the file is empty",
                "'site:\\n\\tname: Home'       | 2:1: a tab; YAML is indented with spaces",
                "'site: { name: Home'          | 1:19: expected ',' or '}'; what it belongs to begins at 1:7",
                "'site: \"Home'                | 1:12: the file ends inside a quoted text; what it belongs to begins",
                "'site:\\n  name: a: b'        | 2:10: unexpected ':'",
                "'site:\\n    name: a\\n  x: b' | 3:3: the indentation matches no line above",
                "'site: ['                     | 1:8: the file ends inside brackets",
                "'site\\nname: x'              | 2:5: unexpected ':'",
                "'site: {}\\n---\\nmeters: {}' | 2:1: the file has a second document",
                "'site: *nowhere'              | 1:7: no anchor has the name of this alias: nowhere",
                "'site: {}\\nx\\u0000'         | 2:2: a control character (0x00); this is not a text file",
                "'- a'                         | 1:1: expected a mapping with the keys site, meters",
                "'id: x\\nregisters: []'        | 1:1: this is a profile, not a configuration",
                "'hello'                       | 1:1: expected a mapping with the keys site, meters",
                "'meters: {}\\n? [a]\\n: b' | 2:3: a key must be a word, found a list",
            })
    void givesOneClearErrorWithItsPlace(String text, String message) {
        String source = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\u0000", "\0");
        assertThat(Examples.problems(source).getFirst()).startsWith("polymeter.yaml:" + message);
    }

    @Test
    void wrongEncodingsAreNamed() {
        assertThat(first("site: {}\n".getBytes(StandardCharsets.UTF_16)))
                .isEqualTo("polymeter.yaml:1:1: the file is in UTF-16; save it as UTF-8");
        assertThat(first("site: {}\n# ü".getBytes(Charset.forName("ISO-8859-1"))))
                .isEqualTo("polymeter.yaml:2:3: the byte 0xFC is not UTF-8; save the file as UTF-8");
    }

    @Test
    void aByteOrderMarkIsNoProblem() {
        byte[] example = Examples.bytes("ksem-airbridge.yaml");
        byte[] marked = new byte[example.length + 3];
        marked[0] = (byte) 0xEF;
        marked[1] = (byte) 0xBB;
        marked[2] = (byte) 0xBF;
        System.arraycopy(example, 0, marked, 3, example.length);
        assertThat(Examples.parse(marked).problems().sorted()).isEmpty();
    }

    @Test
    void binaryGarbageIsOneError() {
        byte[] garbage = new byte[100_000];
        new Random(4711).nextBytes(garbage);
        assertThat(Examples.parse(garbage).problems().sorted()).hasSize(1);
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() {
        assertThat(first(new byte[Document.MAX_SIZE + 1])).contains("larger than 1 MB");
    }

    @Test
    void deepNestingIsRefusedAndNotFollowed() {
        assertThat(first("[".repeat(500_000).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("polymeter.yaml:1:51: nested more than 50 levels deep");
        assertThat(first("{a: ".repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .contains("nested more than");
    }

    @Test
    void aliasesThatUnfoldWithoutEndAreRefused() {
        StringBuilder laughs = new StringBuilder("site: &a0 { name: x }\nmeters:\n");
        for (int i = 1; i < 45; i++) {
            laughs.append("  m")
                    .append(i)
                    .append(": &a")
                    .append(i)
                    .append(" { x: *a")
                    .append(i - 1);
            laughs.append(", y: *a").append(i - 1).append(" }\n");
        }
        assertThat(Examples.parse(laughs.toString()).valid()).isFalse();
        assertThat(Examples.parse("meters: &m\n  a: *m\n").valid()).isFalse();
        assertThat(Examples.parse("&m [*m, *m]").valid()).isFalse();
    }

    @Test
    void anchorsAndAliasesAreFine() {
        Settings settings = Examples.settings("""
            meters:
              a: { profile: auto, modbus: { poll: &p "tcp://10.0.0.1", unit: 1 } }
              b: { profile: auto, modbus: { poll: *p, unit: 2 } }
            """);
        assertThat(settings.meters().values().stream()
                        .map(m -> ((ModbusSource) m.source()).poll())
                        .distinct())
                .containsExactly(new Endpoint.Tcp("10.0.0.1", 502));
    }

    @Test
    void aFileThatIsNoneIsSaidSo(@TempDir Path directory) {
        Path missing = directory.resolve("none.yaml");
        assertThat(Configuration.load(missing, Examples.KINDS).problems().sorted())
                .singleElement()
                .hasToString(missing + ":1:1: no such file");
        assertThat(Configuration.load(directory, Examples.KINDS).problems().sorted())
                .singleElement()
                .hasToString(directory + ":1:1: is a directory, not a file");
    }

    private static String first(byte[] bytes) {
        return Examples.parse(bytes).problems().sorted().getFirst().toString();
    }
}
