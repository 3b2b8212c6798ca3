package io.polymeter.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Each is a [ConsumerFile].
class ConsumersTest {

    private static final Path FILES = Path.of("../profiles/consumers");

    private static final String WHOLE = """
            id: acme-box
            title: ACME Box
            maker: ACME
            models: [Box]
            faces:
              - expects: eastron-sdm630
                interface: rtu
                unit: 1
                units: [2]
                line: [9600-8N1, 9600-8E1]
                reads: [{ function: 4, at: 0, count: 10, every: 1s }]
                source: [one, two]
                confidence: two-sources
            """;

    private static final List<String> SINKS = List.of("modbus", "victron", "mqtt", "influx");

    private final Consumers consumers = new Consumers(SINKS);

    @Test
    void everyFileIsInTheIndexUnderItsOwnIdAndWithoutAnError() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(FILES)) {
            files = all.filter(file -> file.toString().endsWith(".yaml")).toList();
        }
        assertThat(files).hasSizeGreaterThan(30);
        for (Path file : files) {
            Problems found = new Problems(file.toString());
            Consumer consumer = ConsumerLoader.read(file, SINKS, found);
            assertThat(found.sorted()).isEmpty();
            assertThat(consumer).isNotNull();
            assertThat(file).hasFileName(consumer.id() + ".yaml");
            assertThat(consumer.models()).isNotEmpty();
        }
        assertThat(consumers.all()).hasSameSizeAs(files);
    }

    @Test
    void whoeverIsNamedInTheConfigurationIsThere() {
        assertThat(consumers.ids())
                .contains("fronius-gen24", "kostal-plenticore", "victron-gx", "marstek-venus-e3", "huawei-sun2000");
        ConsumerFace gen24 = consumers.find("fronius-gen24").orElseThrow().usual();
        assertThat(gen24.expects()).isEqualTo("fronius-smart-meter");
        assertThat(gen24.port()).isEqualTo(502);
        assertThat(gen24.units()).startsWith(1, 2).endsWith(14).hasSize(14);
        assertThat(consumers.find("kostal-plenticore").orElseThrow().usual().lines())
                .containsExactly("38400-8N2");
    }

    @Test
    void whatThisVersionServesFollowsFromTheProfilesAndKindsThereAre() {
        assertThat(consumers.find("victron-gx").orElseThrow().usual().sinkKey()).isEqualTo("victron");
        assertThat(consumers.find("ecoflow-stream").orElseThrow().usual().served())
                .isFalse();
        assertThat(face("expects: eastron-sdm630", "expects: no-such-meter").served())
                .isFalse();
        assertThat(face("interface: rtu", "interface: [udp, rtu]").served()).isTrue();
        assertThat(face("interface: rtu", "interface: [udp, rtu]").endpoint(ConsumerFace.Interface.UDP))
                .hasToString("udp://0.0.0.0:502");
        assertThat(face("", "").served()).isTrue();
    }

    @Test
    void aMistakeIsToldWithItsPlace() {
        assertThat(problems("line: [9600-8N1, 9600-8E1]", "line: 9600-9N1"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.line()).isEqualTo(10);
                    assertThat(problem.column()).isEqualTo(11);
                    assertThat(problem.path()).isEqualTo("faces[0].line");
                    assertThat(problem.message()).contains("9600-8N1").contains("9600-9N1");
                });
        assertThat(messages("interface: rtu", "interfaces: rtu")).anyMatch(text -> text.contains("'interface'"));
        assertThat(messages("interface: rtu", "interface: modem")).anyMatch(text -> text.contains("found 'modem'"));
        assertThat(messages("id: acme-box", "id: ACME_Box")).anyMatch(text -> text.contains("is no id"));
        assertThat(messages("[one, two]", "[one]")).anyMatch(text -> text.contains("two sources are named"));
        assertThat(messages("units: [2]", "units: [1]")).anyMatch(text -> text.contains("for the second time"));
        assertThat(messages("units: [2]", "units: [256]")).anyMatch(text -> text.contains("0 to 255"));
        assertThat(messages("    unit: 1\n", "")).anyMatch(text -> text.contains("need a first"));
        assertThat(messages("at: 0, count: 10", "at: 65530, count: 10")).anyMatch(text -> text.contains("65535"));
        assertThat(messages("every: 1s", "every: 0s")).anyMatch(text -> text.contains("interval is 0"));
        assertThat(messages("interface: rtu", "interface: tcp")).anyMatch(text -> text.contains("rtu and serial"));
        assertThat(messages("models: [Box]\n", "")).anyMatch(text -> text.contains("'models'"));
    }

    @Test
    void nothingIsReadFromBytesThatAreNoFile() {
        for (String text :
                List.of("", "\0", "- a", "id: [", "id: x\nid: y", "faces: { a: b }", "a".repeat(2_000_000))) {
            Problems found = new Problems("x.yaml");
            assertThat(ConsumerLoader.parse(text.getBytes(StandardCharsets.UTF_8), SINKS, found))
                    .isNull();
            assertThat(found.hasErrors()).isTrue();
        }
    }

    record Gain(
            @Key(doc = "The gain.") double gain,
            @Key(doc = "The step.", fallback = "10") int step) {}

    @Test
    void howItRegulatesIsKeptForWhoeverKnowsIt() {
        String text = WHOLE + "regulates:\n  gain: 0.5\n";
        Consumer consumer = Objects.requireNonNull(parse(text, new Problems("x.yaml")));
        Problems found = new Problems("x.yaml");
        assertThat(Binder.STANDARD.bind(Objects.requireNonNull(consumer.regulates()), Gain.class, found))
                .isEqualTo(new Gain(0.5, 10));
        assertThat(found.sorted()).isEmpty();

        Consumer wrong = Objects.requireNonNull(parse(text.replace("gain: 0.5", "gian: 1"), new Problems("x.yaml")));
        Binder.STANDARD.bind(Objects.requireNonNull(wrong.regulates()), Gain.class, found);
        assertThat(found.sorted()).anySatisfy(problem -> {
            assertThat(problem.path()).isEqualTo("regulates.gian");
            assertThat(problem.line()).isEqualTo(15);
            assertThat(problem.message()).contains("did you mean 'gain'?");
        });
    }

    @Test
    void aNameThatIsNotKnownIsGuessed() {
        assertThat(consumers.hint("fronius-gen-24").text()).isEqualTo("did you mean 'fronius-gen24'?");
        assertThat(consumers.hint("gen24").text()).contains("fronius-gen24");
        assertThat(consumers.hint("marstek").text()).contains("marstek-venus-e3");
        assertThat(consumers.hint("zzzzzz").text()).contains("polymeter consumers");
    }

    private static ConsumerFace face(String from, String to) {
        Problems problems = new Problems("x.yaml");
        Consumer consumer = parse(WHOLE.replace(from.isEmpty() ? "\0" : from, to), problems);
        assertThat(problems.sorted()).isEmpty();
        return Objects.requireNonNull(consumer).faces().getFirst();
    }

    private static List<String> messages(String from, String to) {
        return problems(from, to).stream().map(Problem::toString).toList();
    }

    private static List<Problem> problems(String from, String to) {
        Problems problems = new Problems("x.yaml");
        assertThat(parse(WHOLE.replace(from, to), problems)).isNull();
        return problems.sorted();
    }

    private static @Nullable Consumer parse(String text, Problems problems) {
        return ConsumerLoader.parse(text.getBytes(StandardCharsets.UTF_8), SINKS, problems);
    }
}
