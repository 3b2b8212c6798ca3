package io.polymeter.link.d0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.platform.Site;
import io.polymeter.link.telegram.Heard;
import io.polymeter.link.telegram.Telegram;
import io.polymeter.point.Point;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Meters with IEC 62056-21: those that send by themselves, and those that are asked.
/// Asked by [Readout], read by [DataBlock].
@Timeout(60)
class D0Test {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point IMPORT = Point.parse("active-energy-import").orElseThrow();

    /// An EasyMeter Q3D.
    private static final String EASY = """
            /ESY5Q3DA1004 V3.04

            1-0:0.0.0*255(0273011003684)
            1-0:1.8.0*255(00026107.7034231*kWh)
            1-0:2.8.0*255(00000017.5*kWh)
            1-0:21.7.0*255(000129.33*W)
            1-0:41.7.0*255(000000.00*W)
            1-0:61.7.0*255(000012.34*W)
            1-0:16.7.0*255(-000141.67*W)
            1-0:96.5.5*255(82)
            0-0:96.1.255*255(1ESY1011003684)
            !
            """;

    /// A Landis+Gyr ZMD, with earlier periods and codes that are no numbers.
    private static final String LANDIS = """
            F.F(00000000)\r
            C.1.0(99887766)\r
            1.8.0(0012345.678*kWh)2.8.0(0000777.125*kWh)\r
            1.8.0*01(0011111.111*kWh)\r
            1.8.0&02(0010000.000*kWh)\r
            1.8.1(0002345.678*kWh)\r
            32.7.0(231.5*V)\r
            31.7.0(4.25*A)\r
            1.7.0(0.988*kW)\r
            2.7.0(0.000*kW)\r
            1.6.0(5.5*kW)(2601021215)\r
            """;

    private static byte[] ascii(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static Site site(SimulatedMeter meter, String more) {
        return new Site(
                D0Protocol.create(),
                "meters: { grid: { d0: { from: \"serial://" + meter.pty.device() + "\"" + more + " } } }");
    }

    @Test
    void whatIsSentUnaskedIsUnderstood() {
        Heard heard = Heard.of(new D0Parser(), ascii("00(1*V)\n!\n" + EASY + EASY));
        assertThat(heard.refusals).isEmpty();
        assertThat(heard.telegrams).hasSize(2);
        Telegram telegram = heard.telegrams.getFirst();
        assertThat(telegram.serial()).isEqualTo("0273011003684");
        assertThat(Heard.points(telegram))
                .containsOnly(
                        entry("active-power", -141.67),
                        entry("active-power.L1", 129.33),
                        entry("active-power.L3", 12.34),
                        entry("active-energy-import", 26107703.4231),
                        entry("active-energy-export", 17500.0));
    }

    /// There is no checksum: what is not right in all its lines is not used.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "16.7.0*255(-000141.67*W)     | 16.7.0*255(-00014l.67*W)      | a value of it is broken",
                "16.7.0*255(-000141.67*W)     | 16.7.0*255(-000141.67*W       | a line of it is broken",
                "1-0:2.8.0*255(00000017.5*kWh)| 1-0:2.8.0*255 00000017.5*kWh) | a line of it is broken",
                "1-0:96.5.5*255(82)           | /ESY5Q3DA1004 V3.04           | it has no end",
            })
    void aBrokenTelegramIsRefusedWhole(String part, String other, String why) {
        Heard heard = Heard.of(new D0Parser(), ascii(EASY.replace(part, other)));
        assertThat(heard.refusals).contains(why);
        assertThat(heard.telegrams.stream().filter(each -> Heard.points(each).size() > 4))
                .isEmpty();
    }

    @Test
    void theParityOfSevenBitsInEightIsChecked() {
        byte[] good = ascii(EASY);
        for (int i = 0; i < good.length; i++) {
            good[i] |= (byte) ((Integer.bitCount(good[i]) & 1) << 7);
        }
        assertThat(Heard.of(new D0Parser(), good).telegrams).hasSize(1);
        byte[] bad = good.clone();
        bad[120] ^= 1;
        Heard heard = Heard.of(new D0Parser(), bad);
        assertThat(heard.telegrams).isEmpty();
        assertThat(heard.refusals).containsExactly("a character is broken");
    }

    @RepeatedTest(10)
    void theCutOfTheStreamAndRubbishMakeNoDifference(RepetitionInfo repetition) {
        byte[] stream = ascii("xx!\n" + EASY + "noise\n" + EASY);
        Heard cut = Heard.inPieces(D0Parser::new, stream, repetition.getCurrentRepetition());
        assertThat(cut.telegrams).hasSize(2);
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        byte[] rubbish = new byte[30_000];
        random.nextBytes(rubbish);
        byte[] few = {'/', '!', '\n', '(', ')', '*', 'k', 'W', '1', '.'};
        for (int i = 0; i < rubbish.length; i += 2) {
            rubbish[i] = few[random.nextInt(few.length)];
        }
        D0Parser parser = new D0Parser();
        Heard.of(parser, rubbish);
        assertThat(Heard.of(parser, stream).telegrams).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/LGZ5ZMD3104407.B32, '', 9600, true",
        "/LGZ5ZMD3104407.B32, ', mode: a', 300, true",
        "/EMHEMIZ00ABC, '', 9600, true",
        "/KAM 68438BC450000, '', 300, false",
        "/ISk3MT171, '', 2400, true",
    })
    void aMeterIsAskedInItsMode(String identification, String mode, String rate, boolean block) throws IOException {
        try (SimulatedMeter meter = new SimulatedMeter()) {
            meter.identification = mode.isEmpty() ? identification : identification.replace('5', '@');
            meter.data = LANDIS;
            meter.block = block;
            meter.echo = true;
            meter.changesRate = !rate.equals("300");
            try (Site site = site(meter, mode)) {
                await().until(() -> site.value("grid", POWER) == 988);
                assertThat(meter.rateWhileAnswering).isEqualTo(rate);
                assertThat(site.value("grid", IMPORT)).isEqualTo(12345678.0);
                assertThat(site.value(
                                "grid", Point.parse("active-energy-export").orElseThrow()))
                        .isEqualTo(777125.0);
                assertThat(site.value("grid", Point.parse("voltage.L1").orElseThrow()))
                        .isEqualTo(231.5);
                assertThat(site.reason("grid.d0")).startsWith("receives from meter 99887766 at serial://");
                int before = meter.readouts.get();
                await().until(() -> meter.readouts.get() > before + 1);
            }
        }
    }

    /// While the rate changes a line says what nobody sent.
    @Test
    void rubbishBeforeABlockMakesNoDifference() throws IOException {
        try (SimulatedMeter meter = new SimulatedMeter()) {
            meter.identification = "/LGZ5ZMD3104407.B32";
            meter.data = LANDIS;
            meter.rubbish = new byte[] {(byte) 0xff, 0, (byte) 0xfe, 'x'};
            try (Site site = site(meter, "")) {
                await().until(() -> site.value("grid", POWER) == 988);
            }
        }
    }

    @Test
    void aWrongBlockCheckIsRefused() throws IOException {
        try (SimulatedMeter meter = new SimulatedMeter()) {
            meter.identification = "/LGZ5ZMD3104407.B32";
            meter.data = LANDIS;
            meter.wrongCheck = true;
            try (Site site = site(meter, "")) {
                await().until(() -> site.reason("grid.d0").endsWith("is refused: its block check is wrong"));
                assertThat(site.readings("grid").has(POWER)).isFalse();
                meter.wrongCheck = false;
                await().until(() -> site.value("grid", POWER) == 988);
            }
        }
    }

    @Test
    void withAPasswordSingleRegistersAreRead() throws IOException {
        try (SimulatedMeter meter = new SimulatedMeter()) {
            meter.identification = "/EMH5LZQJ";
            meter.password = "geheim1";
            try (Site site = site(meter, ", password: geheim1")) {
                await().until(() -> site.value("grid", POWER) == -1234);
                assertThat(site.value("grid", IMPORT)).isEqualTo(12345678.0);
                int before = meter.readouts.get();
                // What it does not have it is not asked for again: three registers make a round.
                await().until(() -> meter.readouts.get() >= before + 9);
                assertThat(site.counter("grid.d0", "telegrams")).isGreaterThanOrEqualTo(3);
            }
            try (Site site = site(meter, ", password: falsch")) {
                await().until(() -> site.reason("grid.d0").endsWith("is refused: it refuses the password"));
            }
        }
    }

    @Test
    void aMeterThatDoesNotAnswerIsSaid() throws IOException {
        try (SimulatedMeter meter = new SimulatedMeter()) {
            meter.identification = "?????";
            try (Site site = site(meter, "")) {
                await().until(() -> site.reason("grid.d0").contains("for 15 s: no reply to the request"));
            }
        }
    }
}
