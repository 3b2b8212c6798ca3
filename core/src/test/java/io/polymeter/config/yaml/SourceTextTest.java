package io.polymeter.config.yaml;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// A file before it is YAML: its bytes, its braces, its nesting; and what is said of one that does not get so far.
/// Words for the latter are those of [YamlErrors] and [FileErrors].
class SourceTextTest {

    @TempDir
    Path directory;

    @Test
    void aByteOrderMarkIsNoText() {
        assertThat(decoded("\uFEFFa: ü\n".getBytes(UTF_8))).isEqualTo("a: ü\n");
    }

    @Test
    void otherEncodingsAreNamedWithTheirPlace() {
        assertThat(problems("a: 1\n".getBytes(UTF_16)))
                .containsExactly("f:1:1: the file is in UTF-16; save it as UTF-8");
        assertThat(problems("a: 1\nb: ü\n".getBytes(ISO_8859_1)))
                .containsExactly("f:2:4: the byte 0xFC is not UTF-8; save the file as UTF-8");
        assertThat(problems("a: 1\nbc: \u0007\n".getBytes(UTF_8)))
                .containsExactly("f:2:5: a control character (0x07); this is not a text file");
        assertThat(problems("a: \uFDD0\n".getBytes(UTF_8)))
                .containsExactly("f:1:4: a control character (0xFDD0); this is not a text file");
    }

    @ParameterizedTest
    @CsvSource({
        "'{ a: ${B_1} }', '{ a: $(B_1) }'",
        "'[${A}, ${B}]', '[$(A), $(B)]'",
        "'${}', '${}'",
        "'${a b}', '${a b}'",
        "'${A', '${A'",
        "'{ a: {b} }', '{ a: {b} }'",
        "'${${A}}', '${$(A)}'",
    })
    void onlyTheBracesOfAVariableAreShielded(String text, String shielded) {
        String shown = VariableQuoting.shield(text).replace('\uFDD0', '(').replace('\uFDD1', ')');
        assertThat(shown).isEqualTo(shielded);
        assertThat(VariableQuoting.shield(text)).hasSameSizeAs(text);
    }

    @Test
    void theBracesComeBackWhereTheValueIsRead() {
        Problems problems = new Problems("f");
        Node read = Document.parse("{ ä: ${NAME} }".getBytes(UTF_8), problems);
        assertThat(read)
                .isInstanceOfSatisfying(
                        MappingNode.class,
                        mapping -> assertThat(mapping.getValue().getFirst().getValueNode())
                                .isInstanceOfSatisfying(
                                        ScalarNode.class,
                                        scalar -> assertThat(scalar.getValue()).isEqualTo("${NAME}")));
        assertThat(problems.sorted()).isEmpty();
    }

    @Test
    void aNestingThatNoHonestFileHasIsStoppedWhereItBegins() {
        assertThat(drain("[".repeat(BoundedParser.DEEPEST))).isTrue();
        assertThatExceptionOfType(BoundedParser.TooDeep.class)
                .isThrownBy(() -> drain("[".repeat(BoundedParser.DEEPEST + 1)))
                .satisfies(e -> assertThat(e.position()).isEqualTo(new Position(1, BoundedParser.DEEPEST + 1)));
        assertThat(drain("[" + "[], ".repeat(2 * BoundedParser.DEEPEST) + "]")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:\\n\\tb: 1|f:2:1: a tab; YAML is indented with spaces",
                "a: b: c|f:1:5: unexpected ':'; check the indentation, or quote a text that contains ': '",
                "ä: *b|f:1:4: no anchor has the name of this alias: b",
                "ä: 'x|f:1:6: the file ends inside a quoted text; what it belongs to begins at 1:4",
                "ä: [1|f:1:6: expected ',' or ']'; what it belongs to begins at 1:4",
                "ä: {b: 1|f:1:9: expected ',' or '}'; what it belongs to begins at 1:4",
                "ä: 1\\n---\\nb: 2|f:2:1: the file has a second document ('---'); only one is allowed",
                "ä:\\n  b: 1\\n c: 2|f:3:2: the indentation matches no line above; what it belongs to begins at 1:1",
            })
    void whatIsNoYamlIsSaidInPlainWords(String text, String message) {
        Problems problems = new Problems("f");
        Document.parse(text.replace("\\n", "\n").replace("\\t", "\t").getBytes(UTF_8), problems);
        assertThat(problems.sorted()).extracting(Problem::toString).containsExactly(message);
    }

    @Test
    void aFaultThatHasNoWordsOfItsOwnKeepsTheParsers() {
        Problems problems = new Problems("f");
        Document.parse("ä: @x".getBytes(UTF_8), problems);
        assertThat(problems.sorted())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).startsWith("this is not YAML: "));
    }

    @Test
    void aFileThatCannotBeReadIsToldWhy() {
        Path file = directory.resolve("none.yaml");
        assertThat(FileErrors.message(file, new NoSuchFileException("x"))).hasToString("no such file");
        assertThat(FileErrors.message(file, new AccessDeniedException("x")))
                .hasToString("may not be read by this user");
        assertThat(FileErrors.message(file, new IOException("bad disk"))).hasToString("cannot be read: bad disk");
        assertThat(FileErrors.message(directory, new IOException("x"))).hasToString("is a directory, not a file");
    }

    private static String decoded(byte[] bytes) {
        return String.valueOf(SourceText.decode(bytes, new Problems("f")));
    }

    private static List<String> problems(byte[] bytes) {
        Problems problems = new Problems("f");
        assertThat(SourceText.decode(bytes, problems)).isNull();
        return problems.sorted().stream().map(Problem::toString).toList();
    }

    /// Reads until the nesting is complete; what is not closed is an error of the parser, later.
    private static boolean drain(String text) {
        LoadSettings settings = LoadSettings.builder().build();
        BoundedParser parser = new BoundedParser(new ParserImpl(settings, new StreamReader(settings, text)));
        try {
            while (parser.hasNext()) {
                parser.next();
            }
        } catch (org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException unclosed) {
            return true;
        }
        return true;
    }
}
