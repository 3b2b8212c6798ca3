package io.polymeter.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarsTest {

    private static final Path BASE = Path.of("/etc/polymeter");

    @ParameterizedTest
    @CsvSource({"0, 0", "247, 247", "+7, 7", "0xff, 255", "0x0, 0"})
    void wholeNumbersAreDecimalOrHexadecimal(String text, int value) {
        assertThat(Scalars.integer(false, new TypeDeclaration.Bounds(0, 255))
                        .reader()
                        .read(text, BASE))
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "256", "", "-", "+", "--1", "+-1", "1.0", "1e2", "0x", "0x-1", "9223372036854775808"})
    void whatIsOutOfItsRangeOrNoWholeNumberIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scalars.integer(false, new TypeDeclaration.Bounds(0, 255))
                        .reader()
                        .read(text, BASE))
                .withMessageContaining("a whole number from 0 to 255");
    }

    @Test
    void onlyAWideNumberHasMoreThanThirtyTwoBits() {
        assertThat(Scalars.integer(true, null).reader().read("-3000000000", BASE))
                .isEqualTo(-3_000_000_000L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scalars.integer(false, null).reader().read("3000000000", BASE));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "-0.5, -0.5", "1e3, 1000", ".5, 0.5"})
    void numbersAreDecimal(String text, double value) {
        assertThat(read(double.class, text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NaN", "Infinity", "1f", "0x1p3", "1e999", "--1", "1,5"})
    void whatJavaAloneTakesForANumberIsNone(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(double.class, text))
                .withMessageContaining("expected a number");
    }

    @Test
    void truthIsWrittenAsInYaml12() {
        assertThat(read(boolean.class, "true")).isEqualTo(true);
        assertThat(read(Boolean.class, "false")).isEqualTo(false);
        for (String no : List.of("yes", "True", "on", "1", "")) {
            assertThatIllegalArgumentException().isThrownBy(() -> read(boolean.class, no));
        }
    }

    @Test
    void aPathStartsWhereItsFileIs() {
        assertThat(read(Path.class, "keys/../key.pem")).isEqualTo(Path.of("/etc/polymeter/key.pem"));
        assertThat(read(Path.class, "/srv/key.pem")).isEqualTo(Path.of("/srv/key.pem"));
        assertThatIllegalArgumentException().isThrownBy(() -> read(Path.class, "  "));
        assertThatIllegalArgumentException().isThrownBy(() -> read(Path.class, "a\0b"));
    }

    @Test
    void timesAndZonesAreNamedInWhatIsRefused() {
        assertThat(read(LocalTime.class, "10:30")).isEqualTo(LocalTime.of(10, 30));
        assertThat(read(ZoneId.class, "Europe/Vienna")).isEqualTo(ZoneId.of("Europe/Vienna"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(LocalTime.class, "25:00"))
                .withMessage("'25:00' is not a time of day such as 10:30");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(ZoneId.class, "Europe/Viena"))
                .withMessageContaining("did you mean 'Europe/Vienna'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "http:", "http:///path", "host", "http://host:70000", "http://a b", ""})
    void aUrlHasAKnownSchemeAndAHost(String text) {
        ScalarType<URI> type = Scalars.url(List.of("http", "https"));
        assertThat(type.reader().read("https://meter.local:8443/x", BASE).getPort())
                .isEqualTo(8443);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> type.reader().read(text, BASE))
                .withMessageContaining("a URL such as http://host");
    }

    private static Object read(Class<?> type, String text) {
        return Objects.requireNonNull(Scalars.standard().get(type)).reader().read(text, BASE);
    }
}
