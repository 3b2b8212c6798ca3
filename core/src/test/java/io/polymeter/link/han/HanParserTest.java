package io.polymeter.link.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.polymeter.config.yaml.Secret;
import io.polymeter.link.telegram.Ciphering;
import io.polymeter.link.telegram.Heard;
import io.polymeter.link.telegram.Telegram;
import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What meters push in DLMS/COSEM is understood whole, and nothing else is.
/// From frames ([HdlcFrame], [MbusFrame]) through [AxdrReader] to [CosemData], and from there through
/// [PushList], or [KnownList] where a meter sends no codes.
class HanParserTest {

    private static final String KEY = "62F9445B069BA866068B8036F2612030";
    private static final String AUTHENTICATION = "0F0E0D0C0B0A09080706050403020100";
    private static final String TIME = "0c 07e5 0713 01 0f2e23 00 ff88 80";

    /// As the Austrian Kaifa MA309 in one flat list, with a value of its own at each place.
    private static final String FLAT = """
            02 20 09 0c 07e6030f02 0a070000ffc400
            0906 0100010800ff 06 00278674 0202 0f00 161e   0906 0100020800ff 06 008248aa 0202 0f00 161e
            0906 0100010700ff 06 00000000 0202 0f00 161b   0906 0100020700ff 06 00001335 0202 0f00 161b
            0906 0100200700ff 12 0956 0202 0fff 1623       0906 0100340700ff 12 094c 0202 0fff 1623
            0906 0100480700ff 12 0957 0202 0fff 1623       0906 01001f0700ff 12 02b9 0202 0ffe 1621
            0906 0100330700ff 12 02b0 0202 0ffe 1621       0906 0100470700ff 12 02ab 0202 0ffe 1621
            09 0d 31383132313030393633383738""";

    /// As Aidon: a structure for each register.
    private static final String NESTED = """
            01 09 0202 0906 0101000281ff 0a0b 4149444f4e5f5630303031
            0202 0906 0000600100ff 0a10 37333539393932393032303831323036
            0203 0906 0100010700ff 06 00000211 0202 0f00 161b   0203 0906 0100020700ff 06 00000000 0202 0f00 161b
            0203 0906 0100030700ff 06 00000000 0202 0f00 161d   0203 0906 0100040700ff 06 0000000f 0202 0f00 161d
            0203 0906 01001f0700ff 10 0017 0202 0fff 1621       0203 0906 0100200700ff 12 0944 0202 0fff 1623
            0203 0906 0100010800ff 06 00123456 0202 0f01 161e""";

    private static final String WIENER_NETZE = """
            02 0c 0906 0000190900ff 090d 31313231323733323031333533 0904 13010e00 0905 07e5031904
            06 00917b52 06 002c32f0 06 000b1643 06 0027153d 06 000002e2 06 00000000 06 00000007 0900""";

    private static final String KAIFA_NORWAY = """
            02 12 0907 4b464d5f303031 0910 36393730363331343031373533393835 0908 4d41333034483345
            06 000001ba 06 00000000 06 00000000 06 00000101 06 00000492 06 00000594 06 000005a7
            06 00000962 06 0000096a 06 00000973 090c 07e10918070a000affffff00
            06 00062721 06 00000003 06 0000035a 06 0000daae""";

    private static final String KAMSTRUP = """
            02 17 0a0e 4b616d73747275705f5630303031 0906 0101000005ff 0a10 35373036353637323734333839373032
            0906 0101010700ff 06 000005bc 0906 0101020700ff 06 00000000 0906 0101030700ff 06 00000000
            0906 0101040700ff 06 000001ce 0906 01011f0700ff 06 00000234 0906 0101330700ff 06 000000ca
            0906 0101470700ff 06 000001ff 0906 0101200700ff 12 00e8 0906 0101340700ff 12 00e4
            0906 0101010800ff 06 00762ee2""";

    private static HanParser clear() {
        return new HanParser(null, null);
    }

    private static HanParser ciphered() {
        return new HanParser(new Secret(KEY), new Secret(AUTHENTICATION));
    }

    private static byte[] message(String data) {
        return Frames.notification(TIME, data);
    }

    private static Telegram only(Heard heard) {
        assertThat(heard.refusals).isEmpty();
        assertThat(heard.telegrams).hasSize(1);
        return heard.telegrams.getFirst();
    }

    /// The published example of Tirol (fneur/smart-meter-tirol, doc/EXAMPLE.md): two M-Bus frames, no tag.
    @Test
    void thePublishedExampleIsOpened() {
        byte[] frames = Frames.hex("""
                68FAFA6853FF000167DB084B464D10100000238201092100295B9AEFC1546E644A2C9E32EDD42CBD0F1B945B194D0868
                85C4D8DF86DD52CB5B448854A6D548D5D270739B2A169D05B013F9015070089D3C5FA45CA05E92309A645CC83D7DA40F
                BC8F4CF9C225AFA69A25FF0B2AC9C2744550ABA53CE9143FD10B0AD85FD30BD6B6DFFEE65F8204DC9C5067CA73B62E29
                9A39D50AA730B2B9AE3836BC2F3490FB41BE5B6F930D84952976369DD7DABBB5A4354AECA1D2486CFF2EB0C6206380BA
                501D122AF75D716D3092C3960506A15E06FAB0EE5B7DFA3C2CDF0CAFD051B88E44B8B9FB8865F20CB89D1143CDC7EFEB
                07FB4C4898E764E9E3A32DDC3D1F0F166826266853FF110167B46961CE962B2C78050C96598C7E4D26658043F9CBCA78
                189BD01B139F8AE0F7391116""");
        Telegram telegram = only(Heard.of(new HanParser(new Secret("101112131415161718191A1B1C1D1E1F"), null), frames));
        assertThat(telegram.serial()).isEqualTo("1KFM0100000035");
        assertThat(Heard.points(telegram))
                .containsOnly(
                        entry("active-power", 0.0),
                        entry("active-energy-import", 9108.0),
                        entry("active-energy-export", 0.0),
                        entry("reactive-energy-import", 96.0),
                        entry("reactive-energy-export", 9.0),
                        entry("voltage.L1", 230.8),
                        entry("current.L1", 0.0));
        assertThat(Heard.of(new HanParser(new Secret(KEY), null), frames).refusals)
                .containsExactly("decryption failed; check 'key'");
        assertThat(Heard.of(clear(), frames).refusals).containsExactly("it is encrypted; set 'key'");
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 250, 251, 252, 300})
    void aFlatListInFramesOfAnyLength(int most) {
        for (byte[] frames : new byte[][] {Frames.mbus(message(FLAT), most), Frames.hdlc(message(FLAT), most)}) {
            Telegram telegram = only(Heard.of(clear(), frames));
            assertThat(Heard.points(telegram))
                    .containsOnly(
                            entry("active-power", -4917.0),
                            entry("active-energy-import", 2590324.0),
                            entry("active-energy-export", 8538282.0),
                            entry("voltage.L1", 239.0),
                            entry("voltage.L2", 238.0),
                            entry("voltage.L3", 239.1),
                            entry("current.L1", 6.97),
                            entry("current.L2", 6.88),
                            entry("current.L3", 6.83));
        }
    }

    @Test
    void aStructureForEachRegister() {
        Telegram telegram = only(Heard.of(clear(), Frames.hdlc(Frames.notification("00", NESTED), 2000)));
        assertThat(telegram.serial()).isEqualTo("7359992902081206");
        assertThat(Heard.points(telegram))
                .containsOnly(
                        entry("active-power", 529.0),
                        entry("reactive-power", -15.0),
                        entry("current.L1", 2.3),
                        entry("voltage.L1", 237.2),
                        entry("active-energy-import", 11930460.0));
    }

    @Test
    void listsWithoutCodesThatAreKnown() {
        Telegram vienna = only(Heard.of(
                ciphered(),
                Frames.hdlc(new Ciphering(KEY, AUTHENTICATION).frame(message(WIENER_NETZE), 7, 0x20), 999)));
        assertThat(vienna.serial()).isEqualTo("1121273201353");
        assertThat(Heard.points(vienna))
                .containsOnly(
                        entry("active-power", 738.0),
                        entry("active-energy-import", 9534290.0),
                        entry("active-energy-export", 2896624.0),
                        entry("reactive-energy-import", 726595.0),
                        entry("reactive-energy-export", 2561341.0));
        Telegram norway = only(Heard.of(clear(), Frames.hdlc(Frames.notification("09" + TIME, KAIFA_NORWAY), 999)));
        assertThat(Heard.points(norway))
                .containsOnly(
                        entry("active-power", 442.0),
                        entry("reactive-power", -257.0),
                        entry("current.L1", 1.17),
                        entry("current.L2", 1.428),
                        entry("current.L3", 1.447),
                        entry("voltage.L1", 240.2),
                        entry("voltage.L2", 241.0),
                        entry("voltage.L3", 241.9),
                        entry("active-energy-import", 403233.0),
                        entry("active-energy-export", 3.0),
                        entry("reactive-energy-import", 858.0),
                        entry("reactive-energy-export", 55982.0));
    }

    @Test
    void aKamstrupMeterTellsNoUnits() {
        Telegram telegram = only(Heard.of(clear(), Frames.hdlc(message(KAMSTRUP), 999)));
        assertThat(telegram.serial()).isEqualTo("5706567274389702");
        assertThat(Heard.points(telegram))
                .containsOnly(
                        entry("active-power", 1468.0),
                        entry("reactive-power", -462.0),
                        entry("current.L1", 5.64),
                        entry("current.L2", 2.02),
                        entry("current.L3", 5.11),
                        entry("voltage.L1", 232.0),
                        entry("voltage.L2", 228.0));
        assertThat(Heard.refusals(telegram)).containsExactly("1-1:1.8.0 has no unit, and meters of this name differ");
    }

    /// The power between the lists counts behind one that names the meter; none is no export of 0 W.
    @Test
    void kaifasShortList() {
        byte[] power = Frames.hdlc(message("02 01 06 00000259"), 999);
        byte[] none = Frames.hdlc(message("02 01 06 00000000"), 999);
        HanParser parser = clear();
        assertThat(Heard.of(parser, power).refusals).containsExactly("its list of 1 values without codes is not known");
        Heard.of(parser, Frames.hdlc(message(KAIFA_NORWAY), 999));
        assertThat(Heard.points(only(Heard.of(parser, power)))).containsOnly(entry("active-power", 601.0));
        Heard silent = Heard.of(parser, none);
        assertThat(silent.telegrams).isEmpty();
        assertThat(silent.refusals).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"48, 8", "32, 8", "33, 8", "48, 2000"})
    void cipheredMessagesAreOpened(int security, int repetitions) {
        Ciphering meter = new Ciphering(KEY, AUTHENTICATION);
        HanParser parser = ciphered();
        for (int i = 1; i <= Math.min(repetitions, 10); i++) {
            byte[] apdu = meter.frame(message(FLAT), i, security);
            assertThat(Heard.points(only(Heard.of(parser, Frames.mbus(apdu, 245)))))
                    .containsEntry("active-power", -4917.0);
            assertThat(Heard.of(parser, Frames.mbus(apdu, 245)).refusals).containsExactly("replayed frame counter");
        }
    }

    /// With a tag one changed bit is found wherever it is, although every checksum was made anew.
    @Test
    void aForgedMessageIsRefused() {
        byte[] apdu = new Ciphering(KEY, AUTHENTICATION).frame(message(FLAT), 1, 0x30);
        for (int at = 13; at < apdu.length; at++) {
            byte[] forged = apdu.clone();
            forged[at] ^= 1;
            Heard heard = Heard.of(ciphered(), Frames.hdlc(forged, 2000));
            assertThat(heard.telegrams).as("byte %d", at).isEmpty();
            assertThat(heard.refusals).hasSize(1);
        }
    }

    @Test
    void aBrokenFrameIsNoFrame() {
        for (byte[] good : new byte[][] {Frames.mbus(message(FLAT), 120), Frames.hdlc(message(FLAT), 120)}) {
            Telegram right = only(Heard.of(clear(), good));
            for (int at = 0; at < good.length; at++) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << at % 8);
                Heard heard = Heard.of(clear(), bad, good, good);
                assertThat(heard.telegrams).as("byte %d", at).isNotEmpty().allMatch(right::equals);
            }
        }
    }

    @Test
    void aMissingPartIsNoticed() {
        byte[] apdu = message(FLAT);
        byte[] first = Frames.mbusFrame(java.util.Arrays.copyOf(apdu, 200), 0);
        byte[] third = Frames.mbusFrame(new byte[20], 0x12);
        Heard heard = Heard.of(clear(), first, third, Frames.mbus(apdu, 200));
        assertThat(heard.refusals).containsExactly("a part of it is missing");
        assertThat(heard.telegrams).hasSize(1);
        byte[] flood = Frames.mbusFrame(new byte[250], 1);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(first);
        for (int part = 1; part < 40; part++) {
            stream.writeBytes(Frames.mbusFrame(new byte[250], part & 0xf));
        }
        Heard long_ = Heard.of(clear(), stream.toByteArray(), flood, Frames.mbus(apdu, 200));
        assertThat(long_.telegrams).hasSize(1);
        assertThat(long_.refusals).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "01 82 ffff 00, a list is longer than the message",
        "01 84 ffffffff 00, a length has more than two bytes",
        "09 7f 00, it ends inside a value",
        "02 01 02 01 02 01 02 01 02 01 02 01 02 01 02 01 02 01 02 01 00, its values are nested too deep",
        "02 01 77, a value has the unknown type 119",
        "06 00000001 00, something follows its values",
        "06 00000001, it contains no list",
        "02 02 06 00000001 06 00000002, its list of 2 values without codes is not known",
        "02 02 0906 0100010700ff 0906 0100010800ff 00, something follows its values",
    })
    void hostileValuesAreRefused(String data, String why) {
        Heard heard = Heard.of(clear(), Frames.hdlc(message(data), 999));
        assertThat(heard.telegrams).isEmpty();
        assertThat(heard.refusals).containsExactly(why);
    }

    @RepeatedTest(20)
    void theCutOfTheStreamMakesNoDifference(RepetitionInfo repetition) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(new byte[] {0x68, 0x10, 0x10, 0x67, 0x7e, 0x7e});
        stream.writeBytes(Frames.mbus(message(FLAT), 100));
        stream.writeBytes(new byte[] {0x7e, (byte) 0xa0});
        stream.writeBytes(Frames.hdlc(message(NESTED), 100));
        stream.writeBytes(Frames.hdlc(message(KAIFA_NORWAY), 999));
        stream.writeBytes(Frames.mbus(message(FLAT), 300));
        stream.writeBytes(Frames.mbus(message(FLAT), 100));
        Heard whole = Heard.of(clear(), stream.toByteArray());
        Heard cut = Heard.inPieces(HanParserTest::clear, stream.toByteArray(), repetition.getCurrentRepetition());
        assertThat(cut.telegrams).isEqualTo(whole.telegrams).hasSize(5);
        assertThat(cut.refusals).isEqualTo(whole.refusals);
    }

    @RepeatedTest(20)
    void rubbishIsSurvived(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        byte[] rubbish = new byte[40_000];
        random.nextBytes(rubbish);
        byte[] few = {0x68, 0x10, 0x10, 0x7e, (byte) 0xa0, 0x16, 0x53, (byte) 0xdb, 8, 0x0f};
        for (int i = 0; i < rubbish.length; i += 2) {
            rubbish[i] = few[random.nextInt(few.length)];
        }
        HanParser parser = ciphered();
        assertThat(Heard.of(parser, rubbish).telegrams).isEmpty();
        assertThat(parser.suspicion().text()).startsWith("received data has no M-Bus or HDLC frames");
        byte[] frame = Frames.hdlc(message(NESTED), 999);
        for (int i = 0; i < 20; i++) {
            Heard.of(parser, frame);
        }
        assertThat(Heard.of(parser, frame).telegrams).isNotEmpty();
    }
}
