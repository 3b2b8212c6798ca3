package io.polymeter.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Settings;
import io.polymeter.config.kind.MqttSource;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The table says of every type what its annotations say.
class DeclarationTableTest {

    @Key(doc = "A\ttab, a \\backslash\\ and\na second line.")
    @Shorthand("list")
    record Odd(
            @Key(doc = "d", fallback = "a=b", absent = "\\n", example = "\t") @Schemes({"http", "https"})
            java.net.URI url,

            @Key(doc = "") @ValueRange(min = Long.MIN_VALUE, max = -1)
            List<String> list,

            @Names @Shorthand("x") @YamlName("other") Map<String, String> map,
            Position position) {}

    private static Path classes() throws URISyntaxException {
        return Path.of(Settings.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    static Stream<String> annotated() throws IOException, URISyntaxException {
        return DeclarationWriter.table(classes())
                .lines()
                .filter(line -> !line.startsWith("\t"))
                .map(line -> line.split("\t", -1)[0]);
    }

    @ParameterizedTest
    @MethodSource("annotated")
    void aTypeIsDeclaredAsItIsAnnotated(String name) throws Exception {
        DeclarationTable table = new DeclarationTable(DeclarationWriter.table(classes()));
        assertThat(table.find(name)).isEqualTo(AnnotationReader.read(Class.forName(name)));
    }

    @Test
    void theTableHoldsWhatIsBound() throws Exception {
        assertThat(annotated()).contains(Settings.class.getName(), MqttSource.class.getName());
        assertThat(annotated().count()).isGreaterThan(80);
    }

    @Test
    void everyCharacterSurvives() {
        TypeDeclaration odd = AnnotationReader.read(Odd.class);
        StringBuilder text = new StringBuilder("before\n")
                .append(DeclarationLine.of("odd", odd))
                .append('\n');
        odd.components()
                .forEach(component ->
                        text.append('\t').append(DeclarationLine.of(component)).append('\n'));
        assertThat(new DeclarationTable(text + "after\tdoc=x\n").find("odd")).isEqualTo(odd);
    }

    /// Whoever compiles without Maven has none: then the annotations are read.
    @Test
    void aTableThatTheBuildWroteIsThatOfItsClasses() throws Exception {
        try (var built = DeclarationTable.class.getResourceAsStream(DeclarationTable.RESOURCE)) {
            String text = built == null
                    ? DeclarationWriter.table(classes())
                    : new String(built.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).isEqualTo(DeclarationWriter.table(classes()));
        }
    }

    @Test
    void aTypeThatTheBuildHasNotSeenIsReadByItsAnnotations() {
        assertThat(DeclarationTable.of(Odd.class)).isEqualTo(AnnotationReader.read(Odd.class));
        assertThat(new DeclarationTable("").find(Settings.class.getName())).isNull();
    }
}
