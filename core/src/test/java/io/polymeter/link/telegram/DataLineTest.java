package io.polymeter.link.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Unit;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The lines and numbers of telegrams: IEC 62056-21's data lines, COSEM's units and scalers, and even parity.
class DataLineTest {

    @Test
    void aLineIsACodeAndItsGroups() {
        assertThat(DataLine.parse("1-0:1.8.0(000123.456*kWh)"))
                .isEqualTo(new DataLine("1-0:1.8.0", List.of("000123.456*kWh")));
        assertThat(DataLine.parse("0-1:24.2.1(101209112500W)(12785.123*m3)"))
                .isEqualTo(new DataLine("0-1:24.2.1", List.of("101209112500W", "12785.123*m3")));
        assertThat(DataLine.parse("C.1()")).isEqualTo(new DataLine("C.1", List.of("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1.8.0", "(1)", "1.8.0(1", "1.8.0(1))", "1.8.0((1))", "1.8.0(1)x", "/LGZ5", "!", "a/b(1)"})
    void whatIsNoDataLineIsNone(String line) {
        assertThat(DataLine.parse(line)).isNull();
        assertThat(DataLine.parseAll(line)).isEmpty();
    }

    @Test
    void severalSetsOfOneLineAreAllReadOrNone() {
        assertThat(DataLine.parseAll("1.8.0(1*kWh)2.8.0(2*kWh)"))
                .containsExactly(new DataLine("1.8.0", List.of("1*kWh")), new DataLine("2.8.0", List.of("2*kWh")));
        assertThat(DataLine.parseAll("1.8.0(1*kWh)2.8.0")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'(000123.456*kWh)', true, 123456, WATT_HOUR",
        "'(1,5*kW)', true, 1500, WATT",
        "'(-2.5*W)', true, -2.5, WATT",
        "'(230.1*V)', true, 230.1, VOLT",
        "'(12)', true, , ",
        "'()', true, , ",
        "'(1*kW)(2*kW)', true, , ",
        "'(1*m3)', true, , ",
        "'(1.2.3*kW)', false, , ",
        "'(1234567890123456*W)', false, , ",
        "'(nan*kW)', false, , ",
    })
    void aValueHasANumberAndAUnitThatIsKnown(
            String groups, boolean fits, @Nullable Double number, @Nullable Unit unit) {
        DataLine line = Objects.requireNonNull(DataLine.parse("1-0:1.7.0" + groups));
        Telegram.Builder telegram = new Telegram.Builder();
        Obis code = Objects.requireNonNull(Obis.parse("1-0:1.7.0"));
        assertThat(line.value(code, telegram)).isEqualTo(fits);
        assertThat(telegram.get(code))
                .isEqualTo(number == null || unit == null ? null : new Telegram.Value(number, unit));
        assertThat(telegram.build().refusals()).hasSize(fits ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "8, DEGREE",
        "27, WATT",
        "28, VOLT_AMPERE",
        "29, VAR",
        "30, WATT_HOUR",
        "31, VOLT_AMPERE_HOUR",
        "32, VAR_HOUR",
        "33, AMPERE",
        "35, VOLT",
        "44, HERTZ",
        "255, NONE",
        "0, ",
        "34, ",
        "-1, ",
    })
    void unitsAreThoseOfTheBlueBook(int code, @Nullable Unit unit) {
        assertThat(CosemUnit.of(code)).isEqualTo(unit);
    }

    @ParameterizedTest
    @CsvSource({
        "12345, -1, 1234.5",
        "12345, 3, 12345000",
        "-7, 0, -7",
        "1, 12, 1e12",
        "1, -13, NaN",
        "1, 13, NaN",
        "1, 9223372036854775807, NaN"
    })
    void aScalerIsAPowerOfTenWithinReason(BigDecimal number, long scaler, double value) {
        assertThat(CosemUnit.scaled(number, scaler)).isEqualTo(Double.valueOf(value));
    }

    @ParameterizedTest
    @CsvSource({
        "2f4c47, true, 2f4c47",
        "afccc6, true, 2f4c46",
        "afcc47, true, 2f4c47",
        "afccc7, false, ",
    })
    void theParityBitGoesWhereAllOfItIsRight(String hex, boolean right, @Nullable String plain) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(EvenParity.strip(bytes, 0, bytes.length)).isEqualTo(right);
        if (plain != null) {
            assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(plain);
        }
    }

    @Test
    void evenParityIsAnEvenNumberOfOnes() {
        assertThat(EvenParity.isRight((byte) 0x00)).isTrue();
        assertThat(EvenParity.isRight((byte) 0xff)).isTrue();
        assertThat(EvenParity.isRight((byte) 0x80)).isFalse();
        assertThat(EvenParity.isRight((byte) 0x2f)).isFalse();
    }
}
