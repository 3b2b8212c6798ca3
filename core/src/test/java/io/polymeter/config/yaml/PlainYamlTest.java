package io.polymeter.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// What is read without the library is what the library reads, to the last mark, or is left to it.
class PlainYamlTest {

    private static final Path ROOT = Path.of("..");
    private static final int MUTATIONS = 40;

    static Stream<Path> files() throws IOException {
        try (Stream<Path> profiles = Files.walk(ROOT.resolve("profiles"));
                Stream<Path> examples = Files.list(ROOT.resolve("examples"))) {
            List<Path> files = new ArrayList<>();
            Stream.concat(profiles, examples)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .forEach(files::add);
            return files.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileAndItsDamagedCopiesAreReadAsByTheLibrary(Path file) throws IOException {
        String text = Files.readString(file);
        assertSame(text);
        Random random = new Random(file.getFileName().toString().hashCode());
        for (int i = 0; i < MUTATIONS; i++) {
            assertSame(damaged(text, random));
        }
    }

    /// Two lines below and above a place are where damage shows.
    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        String signs = " \n:-,{}[]#'\"ab1|>&*!?%@`\\~";
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length());
            char sign = signs.charAt(random.nextInt(signs.length()));
            switch (random.nextInt(3)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, sign);
                default -> damaged.setCharAt(at, sign);
            }
        }
        return damaged.toString();
    }

    @Test
    void mostFilesAreReadWithoutTheLibrary() throws IOException {
        List<Path> files = files().toList();
        long plain = files.stream().filter(file -> read(file) != null).count();

        assertThat(plain).isGreaterThan(files.size() * 7L / 10);
        assertThat(read(ROOT.resolve("profiles/kostal/ksem.yaml"))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: b\n",
                "a: b",
                "a:\n  b: 1\n  c: [1, -2, x]\nd: { e: \"f, g\", h: 'i' } # j\n",
                "a:\n  - b: 1\n    c: 2\n  - d: 3\n",
                "a:\n  - 1\n  -  2\n",
                "# nothing before\n\na: b # c\n#d\n\n  # e\nf: g#h\n",
                "a: []\nb: {}\n",
                "a: {b: c}\n",
                "a: x:y\nb: -5\nc: 1.5e3\nd: a b  c \n",
                "a: \"x\"\n"
            })
    void plainTextsAreTheLibrarys(String text) {
        assertThat(PlainYaml.read(text, "file")).isNotNull();
        assertSame(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only\n",
                "---\na: b\n",
                "a: b\n...\n",
                "a: b\n c\n",
                "a: b\n  c: d\n",
                "a: |\n  b\n",
                "a: &b c\n",
                "a: *b\n",
                "a: !b c\n",
                "a: \"b\\n\"\n",
                "a: 'b''c'\n",
                "a: { b: c,\n d: e }\n",
                "a: [b, ]\n",
                "a:\n- b\n",
                "a:\nb: c\n",
                "a: b: c\n",
                "a: {b}\n",
                "- - a\n",
                "\"a\": b\n",
                "a: ${B}\n",
                "a: \"b\"c\n",
                "a: [b] c\n",
                "a: \"b\"#c\n",
                "a:b\n",
                "plain\n"
            })
    void whatIsNotPlainIsLeftToTheLibrary(String text) {
        assertThat(PlainYaml.read(text, "file")).isNull();
    }

    private static @Nullable Node read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return PlainYaml.isPlain(bytes)
                    ? PlainYaml.read(new String(bytes, StandardCharsets.US_ASCII), "file")
                    : null;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertSame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Node plain = PlainYaml.isPlain(bytes) ? PlainYaml.read(text, "file") : null;
        if (plain != null) {
            Problems problems = new Problems("file");
            Node theirs = Document.compose(text, problems);
            assertThat(theirs).as("%s in\n%s", problems.sorted(), text).isNotNull();
            assertThat(shown(plain)).as(text).isEqualTo(shown(theirs));
        }
    }

    private static String shown(@Nullable Node node) {
        StringBuilder out = new StringBuilder();
        show(node, out);
        return out.toString();
    }

    private static void show(@Nullable Node node, StringBuilder out) {
        switch (node) {
            case ScalarNode scalar ->
                out.append(scalar.getScalarStyle()).append(' ').append(scalar.getValue());
            case MappingNode mapping -> {
                out.append("mapping ").append(mapping.getFlowStyle()).append('\n');
                for (NodeTuple entry : mapping.getValue()) {
                    show(entry.getKeyNode(), out);
                    show(entry.getValueNode(), out);
                }
            }
            case SequenceNode sequence -> {
                out.append("sequence ").append(sequence.getFlowStyle()).append('\n');
                sequence.getValue().forEach(element -> show(element, out));
            }
            case null, default -> out.append("none");
        }
        if (node != null) {
            out.append(" from ").append(place(node.getStartMark().orElseThrow()));
            out.append(" to ").append(place(node.getEndMark().orElseThrow()));
            out.append(node instanceof CollectionNode<?> ? " end\n" : "\n");
        }
    }

    private static String place(Mark mark) {
        return mark.getName() + ":" + mark.getLine() + ":" + mark.getColumn() + "=" + mark.getIndex();
    }
}
