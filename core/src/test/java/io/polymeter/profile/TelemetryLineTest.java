package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Problems;
import io.polymeter.modbus.Words;
import io.polymeter.register.RegisterImage;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TelemetryLineTest {

    private static final Words SAMPLE = Words.of(250, 260, 485, 536, 850, 456, 0x5686, 0x15e0);

    private final Problems problems = new Problems("pv-telemetry.yaml");
    private final Profile profile =
            Objects.requireNonNull(ProfileLoader.read(Path.of("../examples/pv-telemetry.yaml"), problems));

    @Test
    void theLineIsThatOfTheConcentratorsDocument() {
        assertDocumentLine();
    }

    private void assertDocumentLine() {
        assertThat(TelemetryLine.of(profile, RegisterImage.EMPTY.with(0, SAMPLE, 1)))
                .isEqualTo("2016-01-01T06:00:00+00:00 | P_ac=250.0W P_dc=260.0W V_dc=48.50V I_dc=5.36A G=850.0W/m²"
                        + " T_cell=45.6°C");
    }

    @Test
    void theLineIsTheSameInEveryLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-SA-u-nu-arab"));
        try {
            assertDocumentLine();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aValueThatIsNotThereIsNoNumber() {
        RegisterImage half = RegisterImage.EMPTY.with(0, SAMPLE.slice(0, 3), 1);
        assertThat(TelemetryLine.of(profile, half))
                .isEqualTo("- | P_ac=250.0W P_dc=260.0W V_dc=48.50V I_dc=- G=- T_cell=-");
    }

    @Test
    void theFieldIsPushedAndFreshForThirtySeconds() {
        assertThat(problems.sorted()).isEmpty();
        assertThat(profile.groups()).hasSize(1).allMatch(Group::pushed);
        assertThat(profile.group("live").orElseThrow().freshFor()).hasSeconds(30);
        assertThat(Objects.requireNonNull(profile.telemetry()).from()).isEqualTo("ESP32");
    }
}
