package io.polymeter.app.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Document;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Wiring;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a change of the configuration becomes: it runs, or it is refused and everything stays as it was.
class LiveConfigurationTest {

    @TempDir
    private Path directory;

    private Path file;
    private Polymeter polymeter;
    private LiveConfiguration live;
    private final List<Plan> told = new ArrayList<>();

    private String site(String... meters) {
        StringBuilder text = new StringBuilder("state: \"" + directory.resolve("state") + "\"\nmeters:\n");
        for (String meter : meters) {
            text.append("  ").append(meter).append(": { profile: kostal-ksem, simulate: { scenario: summer-day } }\n");
        }
        return text.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @BeforeEach
    void begin() throws IOException {
        file = Files.writeString(directory.resolve("polymeter.yaml"), site("grid"));
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new SimulateProtocol()));
        polymeter = Polymeter.start(Objects.requireNonNull(wiring.plan(Configuration.load(file, wiring.kinds()))));
        live = new LiveConfiguration(file, wiring, polymeter);
        live.onChange(told::add);
    }

    @AfterEach
    void end() {
        polymeter.close();
    }

    private Set<String> running() {
        return polymeter.plan().settings().meters().keySet();
    }

    @Test
    void whatIsAppliedIsWrittenRunsAndIsTold() throws IOException {
        CheckedConfiguration checked = live.apply(bytes(site("grid", "pv")));
        assertThat(checked.problems()).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(site("grid", "pv"));
        assertThat(running()).containsExactlyInAnyOrder("grid", "pv");
        assertThat(told).containsExactly(polymeter.plan());
        // It was written here: there is nothing new to read.
        assertThat(live.look()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"meters: [", "meters: {}\nnonsense: 1", "meters: { grid: { profile: nobody, simulate: {} } }"})
    void whatHasErrorsChangesNothing(String text) throws IOException {
        Plan before = polymeter.plan();
        CheckedConfiguration checked = live.apply(bytes(text));
        assertThat(checked.plan()).isNull();
        assertThat(checked.summary().text()).matches("the configuration has [1-9] errors?");
        assertThat(Files.readString(file)).isEqualTo(site("grid"));
        assertThat(polymeter.plan()).isSameAs(before);
        assertThat(told).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenChangesNothing() throws IOException {
        Plan before = polymeter.plan();
        Files.delete(file);
        assertThatThrownBy(() -> live.apply(bytes(site("pv")))).isInstanceOf(IOException.class);
        assertThat(polymeter.plan()).isSameAs(before);
    }

    @Test
    void anEditorsChangeIsTakenUpAndAWrongOneIsTrouble() throws IOException {
        assertThat(live.look()).isFalse();
        Files.writeString(file, site("house"));
        assertThat(live.look()).isTrue();
        assertThat(running()).containsExactly("house");
        Files.writeString(file, "meters: [");
        assertThat(live.look()).isTrue();
        assertThat(live.trouble().text()).isEqualTo("the configuration has 1 error");
        assertThat(running()).containsExactly("house");
        // What is known to be wrong is not read again and again.
        assertThat(live.look()).isFalse();
        Files.writeString(file, site("house"));
        assertThat(live.look()).isTrue();
        assertThat(live.trouble().text()).isEmpty();
    }

    @Test
    void aReloadReadsAlsoWhatDidNotChange() throws IOException {
        live.reload();
        assertThat(told).hasSize(1);
        Files.delete(file);
        live.reload();
        assertThat(live.trouble().text()).startsWith("cannot be read: ");
        assertThat(running()).containsExactly("grid");
    }

    @Test
    void aFileWithoutEndIsRefusedUnread() throws IOException {
        byte[] long_ = new byte[Document.MAX_SIZE + 10];
        Arrays.fill(long_, (byte) '#');
        Files.write(file, long_);
        assertThat(live.look()).isTrue();
        assertThat(live.trouble().text()).isNotEmpty();
        assertThat(running()).containsExactly("grid");
    }

    @Test
    void aRollbackGoesBackAndASecondOneForthAgain() throws IOException {
        assertThat(live.rollback()).isNull();
        live.apply(bytes(site("pv")));
        assertThat(live.previous()).isEqualTo(bytes(site("grid")));
        assertThat(live.rollback()).isNotNull();
        assertThat(running()).containsExactly("grid");
        live.rollback();
        assertThat(running()).containsExactly("pv");
    }

    @Test
    void whatIsLentIsNotWrittenAndGivenBackUnlessTheFileChanged() throws IOException {
        Plan trial = Objects.requireNonNull(live.check(bytes(site("trial"))).plan());
        Plan before = live.lend(trial);
        assertThat(running()).containsExactly("trial");
        assertThat(Files.readString(file)).isEqualTo(site("grid"));
        live.restore(trial, before);
        assertThat(running()).containsExactly("grid");
        assertThat(told).containsExactly(trial, before);
        live.lend(trial);
        live.apply(bytes(site("other")));
        assertThat(live.runs(trial)).isFalse();
        live.restore(trial, before);
        assertThat(running()).containsExactly("other");
    }

    @Test
    void aSecretThatIsNotKeptYetIsUsedForTheCheckAlone() {
        String text = site("grid") + "site: { timezone: \"${ZONE_OF_THIS_TEST}\" }\n";
        assertThat(live.check(bytes(text)).plan()).isNull();
        assertThat(live.check(bytes(text), Map.of("ZONE_OF_THIS_TEST", "Europe/Berlin"))
                        .plan())
                .isNotNull();
    }

    @Test
    void theFileKeepsItsPermissionsAndALinkStaysOne() throws IOException {
        Path real = Files.move(file, directory.resolve("real.yaml"));
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(file, real);
        live.apply(bytes(site("pv")));
        assertThat(file).isSymbolicLink();
        assertThat(Files.readString(real)).isEqualTo(site("pv"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
    }
}
