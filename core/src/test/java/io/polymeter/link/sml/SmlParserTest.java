package io.polymeter.link.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.polymeter.link.telegram.Checksum;
import io.polymeter.link.telegram.Heard;
import io.polymeter.link.telegram.Telegram;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What meters send as SML is understood whole, and nothing else is.
/// [SmlReader] makes each message an [SmlNode], [SmlTelegram] its values; [DzgDefect] is put right.
class SmlParserTest {

    private static final String SERVER = "0a 01 49 53 4b 00 03 b2 c4 d5";

    /// A value of its own at each place.
    private static SmlFile complete() {
        return new SmlFile(SERVER)
                .entry("81 81 c7 82 03 ff", "01 01 01 01 04 49 53 4b")
                .entry("01 00 60 01 00 ff", "01 01 01 01 0b 0a 01 49 53 4b 00 03 b2 c4 d5")
                .entry("01 00 01 08 00 ff", "65 00 00 01 82 01 62 1e 52 ff 59 00 00 00 00 07 5b cd 15")
                .entry("01 00 01 08 01 ff", "01 01 62 1e 52 ff 59 00 00 00 00 07 5b cd 15")
                .entry("01 00 02 08 00 ff", "01 01 62 1e 52 ff 69 00 00 00 00 02 9b 4f 01")
                .value("01 00 10 07 00 ff", 27, -1, -24_681)
                .value("01 00 24 07 00 ff", 27, 0, -1_001)
                .value("01 00 38 07 00 ff", 27, 0, 502)
                .value("01 00 4c 07 00 ff", 27, 0, -1_969)
                .entry("01 00 20 07 00 ff", "01 01 62 23 52 ff 63 08 fd")
                .entry("01 00 34 07 00 ff", "01 01 62 23 52 ff 63 09 07")
                .entry("01 00 48 07 00 ff", "01 01 62 23 52 ff 63 09 11")
                .entry("01 00 1f 07 00 ff", "01 01 62 21 52 fe 63 01 b1")
                .entry("01 00 33 07 00 ff", "01 01 62 21 52 fe 62 d9")
                .entry("01 00 47 07 00 ff", "01 01 62 21 52 fe 63 03 52")
                .entry("01 00 0e 07 00 ff", "01 01 62 2c 52 ff 63 01 f3")
                .entry("01 00 51 07 01 ff", "01 01 62 08 52 00 62 78")
                .entry("01 00 01 08 00 60", "01 01 62 1e 52 ff 55 00 00 00 09");
    }

    private static Telegram only(byte[] bytes) {
        Heard heard = Heard.of(new SmlParser(), bytes);
        assertThat(heard.refusals).isEmpty();
        assertThat(heard.telegrams).hasSize(1);
        return heard.telegrams.getFirst();
    }

    @ParameterizedTest
    @EnumSource(
            value = Checksum.class,
            names = {"X25", "KERMIT"})
    void everyValueHasItsPlaceSignAndUnit(Checksum checksum) {
        Telegram telegram = only(complete().checksum(checksum).bytes());
        assertThat(telegram.serial()).isEqualTo("1ISK0062047445");
        assertThat(telegram.notice()).isNull();
        assertThat(Heard.refusals(telegram)).isEmpty();
        assertThat(Heard.points(telegram))
                .containsOnly(
                        entry("active-power", -2468.1),
                        entry("active-power.L1", -1001.0),
                        entry("active-power.L2", 502.0),
                        entry("active-power.L3", -1969.0),
                        entry("active-energy-import", 12345678.9),
                        entry("active-energy-export", 4373273.7),
                        entry("voltage.L1", 230.1),
                        entry("voltage.L2", 231.1),
                        entry("voltage.L3", 232.1),
                        entry("current.L1", 4.33),
                        entry("current.L2", 2.17),
                        entry("current.L3", 8.50),
                        entry("frequency", 49.9));
    }

    @RepeatedTest(20)
    void theCutOfTheStreamMakesNoDifference(RepetitionInfo repetition) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(new byte[] {0x1b, 0x1b, 0x1b, 0x1b, 0x1b, 0x1b});
        for (int i = 0; i < 5; i++) {
            stream.writeBytes(complete().value("01 00 10 07 00 ff", 27, 0, i).bytes());
            stream.writeBytes(new byte[] {0x55, 0x1b, 0x1b, (byte) i});
        }
        Heard whole = Heard.of(new SmlParser(), stream.toByteArray());
        Heard cut = Heard.inPieces(SmlParser::new, stream.toByteArray(), repetition.getCurrentRepetition());
        assertThat(cut.telegrams).isEqualTo(whole.telegrams).hasSize(5);
        assertThat(cut.refusals).isEmpty();
    }

    /// One changed bit anywhere: refused or not seen, never another value.
    @Test
    void aBrokenFileIsRefusedWhole() {
        byte[] good = complete().bytes();
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << at % 8);
            Heard heard = Heard.of(new SmlParser(), bad, complete().bytes());
            assertThat(heard.telegrams).as("byte %d", at).hasSize(1);
            assertThat(heard.refusals.size()).isLessThanOrEqualTo(1);
        }
        byte[] bad = good.clone();
        bad[100] ^= 1;
        assertThat(Heard.of(new SmlParser(), bad, good).refusals)
                .containsExactly("it ends too early, or its checksum is wrong");
    }

    @Test
    void aFileWithoutEndIsGivenUp() {
        byte[] start = complete().bytes();
        byte[] flood = new byte[3 * SmlFramer.LONGEST];
        System.arraycopy(start, 0, flood, 0, 16);
        Heard heard = Heard.of(new SmlParser(), flood, start);
        assertThat(heard.refusals).containsExactly("it is longer than 8192 bytes");
        assertThat(heard.telegrams).hasSize(1);
    }

    @Test
    void fourEscapesInAValueAreOne() {
        byte[] anywhere = new SmlFile(SERVER)
                .value("01 00 10 07 00 ff", 27, 0, 0x1b1b1b1b)
                .bytes();
        byte[] start = new SmlFile(SERVER)
                .entry("01 00 60 32 01 01", "01 01 01 01 09 1b 1b 1b 1b 01 01 01 01")
                .value("01 00 10 07 00 ff", 27, 0, 5)
                .bytes();
        assertThat(Heard.points(only(anywhere))).containsOnly(entry("active-power", (double) 0x1b1b1b1b));
        assertThat(Heard.points(only(start))).containsOnly(entry("active-power", 5.0));
        for (int pad = 0; pad < 4; pad++) {
            byte[] aligned = new SmlFile(SERVER)
                    .escapesAtMultiplesOfFour()
                    .entry("01 00 60 32 01 01", "01 01 01 01 0" + (2 + pad) + "07".repeat(1 + pad))
                    .value("01 00 10 07 00 ff", 27, 0, 0x1b1b1b1b)
                    .bytes();
            assertThat(Heard.points(only(aligned))).containsOnly(entry("active-power", (double) 0x1b1b1b1b));
        }
    }

    /// Lengths and nesting that no file can have.
    @ParameterizedTest
    @CsvSource({
        "01 01 62 1b 52 ff 8f 0f 0f 0f, an element is longer than the file",
        "01 01 62 1b 52 ff ff 8f 8f 8f 0f, a length has more than four bytes",
        "01 01 62 1b 52 ff 5a 00 00 00 00 00 00 00 00 00, a number has more than eight bytes",
        "01 01 62 1b 52 ff 71 71 71 71 71 71 71 71 71 71 71 71 01, its lists are nested too deep",
        "01 01 62 1b 52 ff 23 00 00, an element has the unknown type 2",
        "01 01 62 1b 52 ff 50, an element has no content",
        "01 01 62 1b 52 ff 00, a message ends where an element belongs",
    })
    void hostileLengthsAreRefused(String fields, String why) {
        Heard heard = Heard.of(
                new SmlParser(),
                new SmlFile(SERVER).entry("01 00 10 07 00 ff", fields).bytes());
        assertThat(heard.telegrams).isEmpty();
        assertThat(heard.refusals).containsExactly(why);
    }

    @RepeatedTest(20)
    void rubbishIsSurvived(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        byte[] rubbish = new byte[20_000];
        random.nextBytes(rubbish);
        byte[] few = {0x1b, 0x1b, 0x1b, 0x1b, 0x1a, 0x01, 0x00, 0x76, 0x77, 0x63};
        for (int i = 0; i < rubbish.length; i += 2) {
            rubbish[i] = few[random.nextInt(few.length)];
        }
        SmlParser parser = new SmlParser();
        assertThat(Heard.of(parser, rubbish).telegrams).isEmpty();
        // What rubbish began may take the next file with it, not the one after.
        assertThat(Heard.of(parser, complete().bytes(), complete().bytes()).telegrams)
                .isNotEmpty();
    }

    @Test
    void withoutThePinThereIsNoPower() {
        Telegram telegram = only(new SmlFile(SERVER)
                .entry("01 00 01 08 00 ff", "64 1c 01 04 01 62 1e 52 03 64 00 30 39")
                .entry("01 00 02 08 00 ff", "01 01 62 1e 52 03 62 07")
                .bytes());
        assertThat(String.valueOf(telegram.notice()))
                .isEqualTo("it sends energy but no power: enter the PIN at the meter and enable its detailed"
                        + " values (InF on)");
        assertThat(Heard.points(telegram))
                .containsOnly(entry("active-energy-import", 12_345_000.0), entry("active-energy-export", 7_000.0));
    }

    /// Meters that tell the magnitude, and the direction in the status word of their first counter.
    @ParameterizedTest
    @CsvSource({
        "0f, 55 00 00 1e 01, 65 00 00 01 82, 768.1",
        "0f, 55 00 00 1e 01, 65 00 00 01 a2, -768.1",
        "0f, 55 00 00 1e 01, 63 01 a2, -768.1",
        "0f, 55 00 00 00 00, 63 01 a2, 0.0",
        "10, 55 00 00 1e 01, 63 01 a2, 768.1",
        "10, 65 00 00 1e 01, 63 01 a2, -768.1",
        "10, 65 00 00 1e 01, 63 01 82, 768.1",
        "10, 65 00 00 1e 01, 64 1d 49 24, 768.1",
    })
    void theStatusWordGivesTheSignWhereTheValueHasNone(String code, String value, String status, double power) {
        Telegram telegram = only(new SmlFile(SERVER)
                .entry("01 00 01 08 00 ff", status + " 01 62 1e 52 ff 55 00 00 00 07")
                .entry("01 00 " + code + " 07 00 ff", "01 01 62 1b 52 ff " + value)
                .bytes());
        assertThat(Heard.points(telegram)).contains(entry("active-power", power));
    }

    @ParameterizedTest
    @CsvSource({"01", "64 1d 49 04"})
    void aMagnitudeWithoutDirectionIsNoPower(String status) {
        Telegram telegram = only(new SmlFile(SERVER)
                .entry("01 00 01 08 00 ff", status + " 01 62 1e 52 ff 55 00 00 00 07")
                .value("01 00 0f 07 00 ff", 27, -1, 7681)
                .bytes());
        assertThat(Heard.points(telegram)).containsOnlyKeys("active-energy-import");
        assertThat(Heard.refusals(telegram))
                .containsExactly("1-0:15.7.0 has no direction: the status word of 1-0:1.8.0 does not tell it");
    }

    /// Early DVS74 meters: 356.24 W are sent as `53 8b 28`; later ones with that mean what they send.
    @ParameterizedTest
    @CsvSource({
        "02 80 de 80, 53 8b 28, 356.24",
        "03 93 86 ff, 53 8b 28, -299.12",
        "03 47 3b c0, 53 8b 28, 356.24",
        "02 62 f5 04, 53 d6 ca, -105.50",
        "02 80 de 80, 54 ff d6 ca, -105.50",
        "02 80 de 80, 52 80, 1.28",
    })
    void theDefectOfEarlyDzgMetersIsPutRight(String serial, String value, double power) {
        Telegram telegram = only(new SmlFile("0a 01 44 5a 47 00 " + serial)
                .entry("01 00 10 07 00 ff", "01 01 62 1b 52 fe " + value)
                .bytes());
        assertThat(Heard.points(telegram)).contains(entry("active-power", power));
    }

    @Test
    void aFieldThatDoesNotFitIsRefusedByName() {
        Telegram telegram = only(new SmlFile(SERVER)
                .value("01 00 10 07 00 ff", 30, 0, 5)
                .value("01 00 20 07 00 ff", 35, 99, 5)
                .value("01 00 0e 07 00 ff", 44, -1, 500)
                .bytes());
        assertThat(Heard.points(telegram)).containsOnly(entry("frequency", 50.0));
        assertThat(Heard.refusals(telegram)).containsExactly("1-0:16.7.0 has Wh, not W", "1-0:32.7.0 is not a number");
    }

    @Test
    void theTimeOfSomeMetersIsNoObstacle() {
        Telegram telegram = only(new SmlFile(SERVER)
                .entry("01 00 01 08 00 ff", "65 00 1c 01 04 65 01 1c 1e b7 62 1e 52 ff 65 00 dc 53 28")
                .value("01 00 10 07 00 ff", 27, 0, 7)
                .bytes());
        assertThat(Heard.points(telegram)).contains(entry("active-energy-import", 1_443_920.8));
    }

    @Test
    void bytesThatAreNoSmlAreExplained() {
        SmlParser parser = new SmlParser();
        assertThat(parser.suspicion().text()).isEmpty();
        byte[] text = new byte[300];
        Arrays.fill(text, (byte) '1');
        Heard.of(parser, text);
        assertThat(parser.suspicion().text()).startsWith("received data is not SML");
        Heard.of(parser, complete().bytes());
        assertThat(parser.suspicion().text()).isEmpty();
    }
}
