package io.polymeter.link.p1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.polymeter.config.yaml.Secret;
import io.polymeter.link.telegram.Ciphering;
import io.polymeter.link.telegram.Deciphering;
import io.polymeter.link.telegram.Heard;
import io.polymeter.link.telegram.Telegram;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Telegrams of all countries with a P1 port, and what goes wrong on the way.
/// Its text is that of [P1Text].
class P1ParserTest {

    private static final String KEY = "AEBD21B769A6D13C0DF064E383682EFF";
    private static final String PUBLIC = "00112233445566778899AABBCCDDEEFF";
    private static final String OTHER = "0F0E0D0C0B0A09080706050403020100";

    private static P1Parser clear() {
        return new P1Parser(null, null);
    }

    private static P1Parser ciphered(String key, @Nullable String authentication) {
        return new P1Parser(new Secret(key), authentication == null ? null : new Secret(authentication));
    }

    private static Telegram only(Heard heard) {
        assertThat(heard.refusals).isEmpty();
        assertThat(heard.telegrams).hasSize(1);
        assertThat(Heard.refusals(heard.telegrams.getFirst())).isEmpty();
        return heard.telegrams.getFirst();
    }

    @Test
    void theNetherlandsSince2014() {
        Telegram telegram = only(Heard.of(clear(), P1Telegrams.withChecksum(P1Telegrams.DUTCH)));
        assertThat(telegram.serial()).isEqualTo("E0044007131650619");
        assertThat(Heard.points(telegram))
                .containsOnly(
                        entry("active-power", 244.0),
                        entry("active-power.L1", 71.0),
                        entry("active-power.L2", 473.0),
                        entry("active-power.L3", -300.0),
                        entry("active-energy-import", 6826314.0),
                        entry("active-energy-export", 8127436.0),
                        entry("voltage.L1", 231.7),
                        entry("voltage.L2", 230.2),
                        entry("voltage.L3", 229.9),
                        entry("current.L1", 1.0),
                        entry("current.L2", 2.0),
                        entry("current.L3", 3.0));
    }

    @Test
    void belgium() {
        Telegram telegram = only(Heard.of(clear(), P1Telegrams.withChecksum(P1Telegrams.BELGIAN)));
        assertThat(telegram.serial()).isEqualTo("1SAG3100297750");
        assertThat(Heard.points(telegram))
                .containsOnly(
                        entry("active-power", -1493.0),
                        entry("active-energy-import", 15792.0),
                        entry("active-energy-export", 11.0),
                        entry("voltage.L1", 234.7),
                        entry("voltage.L2", 234.8),
                        entry("voltage.L3", 234.9),
                        entry("current.L1", 2.12),
                        entry("current.L2", 0.07),
                        entry("current.L3", 4.33));
    }

    @Test
    void sweden() {
        Telegram telegram = only(Heard.of(clear(), P1Telegrams.withChecksum(P1Telegrams.SWEDISH)));
        assertThat(Heard.points(telegram))
                .contains(
                        entry("active-power", 1727.0),
                        entry("reactive-power", -309.0),
                        entry("active-energy-import", 6678394.0),
                        entry("active-energy-export", 11000.0),
                        entry("reactive-energy-import", 21988.0),
                        entry("reactive-energy-export", 1020971.0),
                        entry("active-power.L3", 353.0),
                        entry("current.L2", 1.6));
    }

    @Test
    void theNetherlandsBefore2014HaveNoChecksum() {
        byte[] plain = P1Telegrams.without(P1Telegrams.OLD);
        for (byte[] bytes : new byte[][] {plain, P1Telegrams.withParity(plain)}) {
            Telegram telegram = only(Heard.of(clear(), bytes));
            assertThat(telegram.serial()).isEqualTo("KA6U001660297912");
            assertThat(Heard.points(telegram))
                    .containsOnly(
                            entry("active-power", -840.0),
                            entry("active-energy-import", 1117840.0),
                            entry("active-energy-export", 30.0));
        }
    }

    @Test
    void sevenBitsThroughALineOfEightAreChecked() {
        byte[] good = P1Telegrams.withParity(P1Telegrams.withChecksum(P1Telegrams.DUTCH));
        only(Heard.of(clear(), good));
        byte[] bad = good.clone();
        bad[300] ^= 4;
        Heard heard = Heard.of(clear(), bad, good);
        assertThat(heard.refusals).contains("a character is broken");
        assertThat(heard.telegrams).hasSize(1);
    }

    /// One changed bit anywhere in a telegram with a checksum: never another value.
    @Test
    void aBrokenTelegramIsRefusedWhole() {
        byte[] good = P1Telegrams.withChecksum(P1Telegrams.SWEDISH);
        Telegram right = only(Heard.of(clear(), good));
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit += 3) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << bit);
                Heard heard = Heard.of(clear(), bad, good, good);
                assertThat(heard.telegrams)
                        .as("byte %d bit %d", at, bit)
                        .isNotEmpty()
                        .allMatch(right::equals);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1-0:2.7.0(0000.84*kW), 1-0:2.7.0(0000.8?*kW), a value of it is broken: 1-0:2.7.0",
        "1-0:2.7.0(0000.84*kW), 1-0:2.7.0(0000.84*kW, a line of it is broken",
        "0-0:96.13.1(), 1-3:0.2.8(42), 'it has no checksum, as every meter since DSMR 4 does'",
    })
    void withoutChecksumEachLineHasToBeRight(String line, String other, String why) {
        Heard heard = Heard.of(clear(), P1Telegrams.without(P1Telegrams.OLD.replace(line, other)));
        assertThat(heard.telegrams).isEmpty();
        assertThat(heard.refusals).containsExactly(why);
    }

    @Test
    void aLostChecksumIsMissed() {
        Heard heard = Heard.of(
                clear(),
                P1Telegrams.withChecksum(P1Telegrams.SWEDISH),
                P1Telegrams.without(P1Telegrams.SWEDISH.replace("1.727", "9.727")));
        assertThat(heard.telegrams).hasSize(1);
        assertThat(heard.refusals).containsExactly("it has no checksum, which others of this meter had");
    }

    @Test
    void aFieldThatIsNoNumberIsRefusedByName() {
        Telegram telegram = Heard.of(
                        clear(), P1Telegrams.withChecksum(P1Telegrams.DUTCH.replace("(231.7*V)", "(23l.7*V)")))
                .telegrams
                .getFirst();
        assertThat(Heard.refusals(telegram)).containsExactly("1-0:32.7.0 is not a number");
        assertThat(Heard.points(telegram)).doesNotContainKey("voltage.L1").containsEntry("voltage.L2", 230.2);
        // A tariff that is missing makes no smaller total.
        Telegram tariff = Heard.of(
                        clear(),
                        P1Telegrams.withChecksum(P1Telegrams.DUTCH.replace("002399.741*kWh", "00?399.741*kWh")))
                .telegrams
                .getFirst();
        assertThat(Heard.points(tariff)).doesNotContainKey("active-energy-import");
    }

    @RepeatedTest(20)
    void theCutOfTheStreamMakesNoDifference(RepetitionInfo repetition) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes("0-0:96.13.0()\r\n!ABCD\r\n".getBytes(StandardCharsets.US_ASCII));
        stream.writeBytes(P1Telegrams.withChecksum(P1Telegrams.DUTCH));
        stream.writeBytes(new byte[] {0, -1, '/', '/', 'x'});
        stream.writeBytes(P1Telegrams.withChecksum(P1Telegrams.BELGIAN));
        stream.writeBytes(P1Telegrams.withChecksum(P1Telegrams.SWEDISH));
        Heard whole = Heard.of(clear(), stream.toByteArray());
        Heard cut = Heard.inPieces(P1ParserTest::clear, stream.toByteArray(), repetition.getCurrentRepetition());
        assertThat(cut.telegrams).isEqualTo(whole.telegrams).hasSize(3);
        assertThat(cut.refusals).isEqualTo(whole.refusals);
    }

    /// An adapter that loses bytes cuts where it wants.
    @RepeatedTest(20)
    void aTelegramThatWasCutCostsNoOther(RepetitionInfo repetition) {
        byte[] whole = P1Telegrams.withChecksum(P1Telegrams.DUTCH);
        int cut = new SplittableRandom(repetition.getCurrentRepetition()).nextInt(60, whole.length - 8);
        Heard heard = Heard.of(clear(), java.util.Arrays.copyOf(whole, cut), whole, whole);
        assertThat(heard.telegrams).hasSize(2);
        assertThat(heard.refusals).containsExactly("it has no end");
    }

    @Test
    void aTelegramWithoutEndIsGivenUp() {
        byte[] flood = ("/ABC5x\r\n" + "1-0:1.7.0(1*kW)\r\n".repeat(2000)).getBytes(StandardCharsets.US_ASCII);
        Heard heard = Heard.of(clear(), flood, P1Telegrams.withChecksum(P1Telegrams.DUTCH));
        assertThat(heard.telegrams).hasSize(1);
        assertThat(heard.refusals).contains("it is longer than 8192 bytes");
        Heard cut = Heard.of(
                clear(),
                new String(P1Telegrams.withChecksum(P1Telegrams.DUTCH), StandardCharsets.US_ASCII)
                        .substring(0, 200 - 5)
                        .replaceAll("[^\n]*$", "")
                        .getBytes(StandardCharsets.US_ASCII),
                P1Telegrams.withChecksum(P1Telegrams.SWEDISH));
        assertThat(cut.telegrams).hasSize(1);
        assertThat(cut.refusals).containsExactly("it has no end");
    }

    /// Authentication keys: Luxembourg's published one, the meter's own, and one that nobody gave us.
    @ParameterizedTest
    @CsvSource({
        "30, 00112233445566778899AABBCCDDEEFF, ",
        "30, 0F0E0D0C0B0A09080706050403020100, 0F0E0D0C0B0A09080706050403020100",
        "30, 0F0E0D0C0B0A09080706050403020100, ",
        "20, 00112233445566778899AABBCCDDEEFF, ",
        "21, 00112233445566778899AABBCCDDEEFF, ",
    })
    void cipheredTelegramsAreOpened(String security, String authentication, @Nullable String given) {
        Ciphering meter = new Ciphering(KEY, authentication);
        byte[] text = P1Telegrams.withChecksum(P1Telegrams.SWEDISH);
        P1Parser parser = ciphered(KEY, given);
        Heard heard = Heard.of(
                parser,
                "noise".getBytes(StandardCharsets.US_ASCII),
                meter.frame(text, 4711, Integer.parseInt(security, 16)),
                meter.frame(text, 4712, Integer.parseInt(security, 16)));
        assertThat(heard.refusals).isEmpty();
        assertThat(heard.telegrams).hasSize(2);
        assertThat(Heard.points(heard.telegrams.getFirst())).containsEntry("active-power", 1727.0);
    }

    @Test
    void aWrongKeyIsSaid() {
        byte[] text = P1Telegrams.withChecksum(P1Telegrams.SWEDISH);
        byte[] frame = new Ciphering(KEY, PUBLIC).frame(text, 1, 0x30);
        assertThat(Heard.of(clear(), frame).refusals).containsExactly("it is encrypted; set 'key'");
        assertThat(Heard.of(ciphered(OTHER, null), frame).refusals).containsExactly("decryption failed; check 'key'");
        assertThat(Heard.of(ciphered(KEY, OTHER), frame).refusals)
                .containsExactly("wrong authentication tag; check 'key' and 'authentication-key'");
    }

    @Test
    void aRepetitionIsRefused() {
        Ciphering meter = new Ciphering(KEY, PUBLIC);
        byte[] text = P1Telegrams.withChecksum(P1Telegrams.SWEDISH);
        P1Parser parser = ciphered(KEY, null);
        Heard heard =
                Heard.of(parser, meter.frame(text, 9, 0x30), meter.frame(text, 9, 0x30), meter.frame(text, 8, 0x30));
        assertThat(heard.telegrams).hasSize(1);
        assertThat(heard.refusals).hasSize(2).allMatch("replayed frame counter"::equals);
        assertThat(Heard.of(parser, meter.frame(text, 10, 0x30)).telegrams).hasSize(1);
    }

    /// A line that is opened anew has another parser, which still knows what the one before it opened.
    @Test
    void aRepetitionIsRefusedThoughTheLineWasOpenedAnew() {
        Ciphering meter = new Ciphering(KEY, PUBLIC);
        byte[] text = P1Telegrams.withChecksum(P1Telegrams.SWEDISH);
        Deciphering deciphering = P1Parser.deciphering(new Secret(KEY), null);
        assertThat(Heard.of(new P1Parser(deciphering), meter.frame(text, 9, 0x30)).telegrams)
                .hasSize(1);
        P1Parser anew = new P1Parser(deciphering);
        assertThat(Heard.of(anew, meter.frame(text, 9, 0x30)).refusals).containsExactly("replayed frame counter");
        assertThat(Heard.of(anew, meter.frame(text, 3, 0x30)).telegrams).hasSize(1);
        assertThat(Heard.of(anew, meter.frame(text, 2, 0x30)).refusals).containsExactly("replayed frame counter");
    }

    /// What seems to begin within a ciphered frame says nothing of why that was refused.
    @Test
    void aRefusedFrameHasOneCause() {
        byte[] text = P1Telegrams.withChecksum(P1Telegrams.SWEDISH);
        byte[] frame = new Ciphering(KEY, PUBLIC).frame(text, 1, 0x30);
        byte[] inner = new Ciphering(OTHER, OTHER).frame(new byte[20], 7, 0x34);
        System.arraycopy(inner, 0, frame, 100, inner.length);
        System.arraycopy("/ABC5\r\n\r\n!0000\r\n".getBytes(StandardCharsets.US_ASCII), 0, frame, 200, 16);
        assertThat(Heard.of(ciphered(KEY, PUBLIC), frame).refusals)
                .containsExactly("wrong authentication tag; check 'key' and 'authentication-key'");
    }

    /// Noise in a ciphered frame costs that frame, and not those behind it.
    @RepeatedTest(10)
    void aBrokenFrameCostsNoOther(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        Ciphering meter = new Ciphering(KEY, PUBLIC);
        byte[] text = P1Telegrams.withChecksum(P1Telegrams.DUTCH);
        P1Parser parser = ciphered(KEY, PUBLIC);
        int heard = 0;
        for (int counter = 1; counter <= 40; counter += 2) {
            byte[] broken = meter.frame(text, counter, 0x30);
            broken[13 + random.nextInt(broken.length - 13)] ^= (byte) (1 << random.nextInt(8));
            heard += Heard.of(parser, broken, meter.frame(text, counter + 1, 0x30))
                    .telegrams
                    .size();
        }
        assertThat(heard).isGreaterThanOrEqualTo(18).isLessThanOrEqualTo(20);
    }

    @Test
    void anInvertedLineIsExplained() {
        P1Parser parser = clear();
        assertThat(parser.suspicion().text())
                .startsWith("nothing is received; a P1 port sends while its pin 2 has 5 V");
        byte[] upsideDown = P1Telegrams.inverted(P1Telegrams.withChecksum(P1Telegrams.DUTCH));
        assertThat(Heard.of(parser, upsideDown).telegrams).isEmpty();
        assertThat(parser.suspicion().text()).startsWith("what is received is no text: the line is inverted");
        P1Parser text = clear();
        Heard.of(text, "GET / HTTP/1.1\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII));
        assertThat(text.suspicion().text()).isEqualTo("what is received is text, but no P1 telegram");
    }

    @RepeatedTest(20)
    void rubbishIsSurvived(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        byte[] rubbish = new byte[40_000];
        random.nextBytes(rubbish);
        byte[] few = {'/', '!', '\r', '\n', (byte) 0xdb, 8, '(', ')', '*', '1'};
        for (int i = 0; i < rubbish.length; i += 2) {
            rubbish[i] = few[random.nextInt(few.length)];
        }
        assertThat(Heard.of(ciphered(KEY, null), rubbish).telegrams).isEmpty();
    }
}
