package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Correction;
import io.polymeter.config.Examples;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is checked and said in one place each: [CorrectionChecks], [FileFailure] and [EnergyIntegration].
class SmallChecksTest {

    @Test
    void onlyWhatIsMeasuredCanBeCorrected() {
        Correction correction =
                Examples.settings("""
                meters:
                  grid:
                    profile: p
                    modbus: { poll: "tcp://h" }
                    correct: { points: { active-power: { scale: 2 }, activ-power: { scale: 2 }, serial: { scale: 2 } } }
                """).meters().values().iterator().next().correct();
        Problems problems = new Problems("f");
        CorrectionChecks.check("meters.grid.correct.points.", correction, problems);
        assertThat(problems.sorted())
                .extracting(Problem::path, Problem::message)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "meters.grid.correct.points.activ-power",
                                "there is no point 'activ-power'; did you mean 'active-power'?"),
                        org.assertj.core.groups.Tuple.tuple(
                                "meters.grid.correct.points.serial",
                                "is never measured, so that nothing of it can be corrected"));
        Problems none = new Problems("f");
        CorrectionChecks.check("x.", null, none);
        assertThat(none.sorted()).isEmpty();
    }

    @Test
    void aFileThatCannotBeUsedIsToldInWords() {
        assertThat(FileFailure.message(new NoSuchFileException("/x"))).isEqualTo("there is no /x");
        assertThat(FileFailure.message(new FileAlreadyExistsException("/x"))).isEqualTo("/x is in the way");
        assertThat(FileFailure.message(new AccessDeniedException("/x")))
                .isEqualTo("/x may not be used by user " + System.getProperty("user.name"));
        assertThat(FileFailure.message(new FileSystemException("/x"))).isEqualTo("/x cannot be used");
        assertThat(FileFailure.message(new FileSystemException("/x", null, "disk full")))
                .contains("disk full");
        assertThat(FileFailure.message(new IOException("else"))).isEqualTo("else");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "profile: p, modbus: { poll: 'tcp://h' }|0",
                "openhab: { url: 'http://h', items: { active-power: P } }|15",
                "fresh-for: { live: 4s }, openhab: { url: 'http://h', items: { active-power: P } }|4",
                "openhab: { url: 'http://h', items: { active-power: P, active-energy-import: E } }|0",
            })
    void energyIsIntegratedOnlyWhereNobodyCountsIt(String meter, int seconds) {
        MeterSettings settings = Objects.requireNonNull(Examples.settings("meters: { grid: { " + meter + " } }")
                .meters()
                .get("grid"));
        assertThat(EnergyIntegration.gap(settings)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
