package io.polymeter.link.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The general ciphering of DLMS/COSEM: where such a frame begins and ends ([Ciphered]), and when it is believed.
class DecipheringTest {

    private static final String KEY = "000102030405060708090a0b0c0d0e0f";
    private static final String AUTHENTICATION = "d0d1d2d3d4d5d6d7d8d9dadbdcdddedf";
    private static final byte[] PLAIN = "1-0:1.8.0(000123.4*kWh)".getBytes(StandardCharsets.US_ASCII);

    private final Ciphering meter = new Ciphering(KEY, AUTHENTICATION);

    @Test
    void aFrameIsFoundWholeOrAsABeginningAtEveryLength() {
        byte[] frame = meter.frame(PLAIN, 7, 0x30);
        for (int to = 0; to < frame.length; to++) {
            assertThat(Ciphered.look(frame, 0, to, 1_000)).as("%s bytes", to).isEqualTo(Ciphered.Look.BEGINNING);
            assertThat(Ciphered.at(frame, 0, to)).isEmpty();
        }
        assertThat(Ciphered.look(frame, 0, frame.length, 1_000)).isEqualTo(Ciphered.Look.WHOLE);
        Ciphered message = whole(frame);
        assertThat(message.length()).isEqualTo(frame.length);
        assertThat(message.security()).isEqualTo(0x30);
        assertThat(message.count()).isEqualTo(7);
        assertThat(message.title()).startsWith('S', 'A', 'G');
    }

    @ParameterizedTest
    @CsvSource({
        "dc0800000000000000000a, OTHER",
        "db0700000000000000000a, OTHER",
        "db08000000000000000005, OTHER",
        "db08000000000000000083, OTHER",
        "db0800000000000000008203e9, OTHER",
        "db0800000000000000008203e8, BEGINNING",
        "db0800000000000000008103, OTHER",
    })
    void aLengthThatCannotBeIsNoFrame(String hex, Ciphered.Look look) {
        byte[] bytes = java.util.HexFormat.of().parseHex(hex);
        assertThat(Ciphered.look(bytes, 0, bytes.length, 1_000)).isEqualTo(look);
    }

    @Test
    void theCounterHasAllItsBits() {
        assertThat(whole(meter.frame(PLAIN, -2, 0x30)).count()).isEqualTo(0xfffffffeL);
    }

    @ParameterizedTest
    @CsvSource({
        "0x30, " + AUTHENTICATION + ", '', true",
        "0x30, , " + AUTHENTICATION + ", true",
        "0x30, , d0d1d2d3d4d5d6d7d8d9dadbdcddde00, false",
        "0x30, , '', false",
        "0x20, " + AUTHENTICATION + ", '', false",
    })
    void whatIsOpenedIsTheTextAndWhetherItsTagWasSeenToBeRight(
            int security, @Nullable String own, String presumed, boolean verified) {
        Deciphering deciphering = deciphering(KEY, own, presumed);
        assertThat(deciphering.open(whole(meter.frame(PLAIN, 1, security))))
                .isInstanceOfSatisfying(Deciphering.Opened.class, opened -> {
                    assertThat(opened.text()).isEqualTo(PLAIN);
                    assertThat(opened.verified()).isEqualTo(verified);
                });
    }

    @Test
    void aFrameThatWasForgedOrIsNotOursIsRefused() {
        byte[] forged = meter.frame(PLAIN, 1, 0x30);
        forged[forged.length - 1] ^= 1;
        Deciphering deciphering = deciphering(KEY, AUTHENTICATION, "");
        refused(deciphering, forged, "wrong authentication tag; check 'key' and 'authentication-key'");
        refused(deciphering, meter.frame(PLAIN, 1, 0x32), "unsupported encryption: security suite 2");
        refused(deciphering, meter.frame(PLAIN, 1, 0x10), "unencrypted content in an encrypted frame");
        refused(deciphering, meter.frame(new byte[0], 1, 0x30), "it is too short");
        refused(deciphering(null, null, ""), meter.frame(PLAIN, 1, 0x30), "it is encrypted; set 'key'");
    }

    @Test
    void aFrameThatWasConfirmedIsNotTakenASecondTime() {
        Deciphering deciphering = deciphering(KEY, AUTHENTICATION, "");
        Ciphered message = whole(meter.frame(PLAIN, 5, 0x30));
        assertThat(deciphering.open(message)).isInstanceOf(Deciphering.Opened.class);
        assertThat(deciphering.open(message)).isInstanceOf(Deciphering.Opened.class);
        deciphering.confirm(message);
        refused(deciphering, meter.frame(PLAIN, 5, 0x30), "replayed frame counter");
        refused(deciphering, meter.frame(PLAIN, 4, 0x30), "replayed frame counter");
        assertThat(deciphering.open(whole(meter.frame(PLAIN, 6, 0x30)))).isInstanceOf(Deciphering.Opened.class);
    }

    @Test
    void aMeterThatBeganAnewIsTakenWhereTheLineWasOpenedAnew() {
        Deciphering deciphering = deciphering(KEY, AUTHENTICATION, "");
        deciphering.confirm(whole(meter.frame(PLAIN, 5, 0x30)));
        deciphering.reopened();
        refused(deciphering, meter.frame(PLAIN, 5, 0x30), "replayed frame counter");
        Ciphered begun = whole(meter.frame(PLAIN, 1, 0x30));
        assertThat(deciphering.open(begun)).isInstanceOf(Deciphering.Opened.class);
        deciphering.confirm(begun);
        refused(deciphering, meter.frame(PLAIN, 0, 0x30), "replayed frame counter");
    }

    private static Deciphering deciphering(@Nullable String key, @Nullable String authentication, String presumed) {
        return new Deciphering(
                key == null ? null : new Secret(key),
                authentication == null ? null : new Secret(authentication),
                presumed);
    }

    private static Ciphered whole(byte[] frame) {
        return Ciphered.at(Arrays.copyOf(frame, frame.length + 3), 0, frame.length + 3)
                .orElseThrow();
    }

    private static void refused(Deciphering deciphering, byte[] frame, String why) {
        assertThat(deciphering.open(whole(frame)))
                .isInstanceOfSatisfying(
                        Deciphering.Refused.class,
                        refused -> assertThat(refused.why().text()).isEqualTo(why));
    }
}
