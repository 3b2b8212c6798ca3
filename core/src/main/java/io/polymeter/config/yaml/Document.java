package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads the YAML of one file into nodes. Whatever the bytes are, the outcome is a node or a problem.
public final class Document {

    /// The largest file that is read, in bytes.
    public static final int MAX_SIZE = 1 << 20;

    private Document() {}

    /// Reads a file. Null where it cannot be read, which is then among the problems.
    public static @Nullable Node read(Path file, Problems problems) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_SIZE + 1);
        } catch (IOException bad) {
            problems.error("", FileErrors.message(file, bad));
            return null;
        }
        return parse(bytes, problems);
    }

    /// Parses the bytes of a file. Null where they are no YAML, which is then among the problems.
    public static @Nullable Node parse(byte[] bytes, Problems problems) {
        if (bytes.length > MAX_SIZE) {
            problems.error("", Message.of("file-larger-than-1", "the file is larger than 1 MB"));
            return null;
        }
        if (PlainYaml.isPlain(bytes)) {
            Node plain = PlainYaml.read(new String(bytes, StandardCharsets.US_ASCII), problems.file());
            if (plain != null) {
                return plain;
            }
        }
        String text = SourceText.decode(bytes, problems);
        return text == null ? null : compose(VariableQuoting.shield(text), problems);
    }

    static @Nullable Node compose(String text, Problems problems) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(problems.file())
                .setCodePointLimit(MAX_SIZE)
                .setAllowNonScalarKeys(true)
                .build();
        try {
            StreamReader reader = new StreamReader(settings, text);
            Optional<Node> root =
                    new Composer(settings, new BoundedParser(new ParserImpl(settings, reader))).getSingleNode();
            if (root.isEmpty()) {
                problems.error("", Message.of("file-empty", "the file is empty"));
            }
            return root.orElse(null);
        } catch (MarkedYamlEngineException bad) {
            problems.at(position(bad), "", YamlErrors.message(bad, text));
        } catch (BoundedParser.TooDeep deep) {
            problems.at(
                    deep.position(),
                    "",
                    Message.of(
                            "nested-more-than-levels",
                            "nested more than {deepest} levels deep",
                            BoundedParser.DEEPEST));
        } catch (YamlEngineException | IndexOutOfBoundsException | NumberFormatException bad) {
            problems.error("", Message.of("not-yaml", "this is not YAML: {why}", Message.of(bad)));
        }
        return null;
    }

    private static Position position(MarkedYamlEngineException bad) {
        Optional<Mark> mark = bad.getProblemMark().or(bad::getContextMark);
        return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1)).orElse(Position.START);
    }
}
