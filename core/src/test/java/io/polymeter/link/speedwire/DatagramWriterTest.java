package io.polymeter.link.speedwire;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.face.ShownSite;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The datagram is the one that SMA's inverters take: its length, its head and the order of its channels are those
/// of public captures.
class DatagramWriterTest {

    private static final long SERIAL = 3_001_234_567L;

    private final ShownSite site = new ShownSite()
            .receive(
                    "active-power",
                    -1234.56,
                    "active-energy-import",
                    1000.5,
                    "active-energy-export",
                    2000,
                    "active-power.L2",
                    77.7,
                    "apparent-power",
                    1300,
                    "apparent-power.L2",
                    80,
                    "voltage.L2",
                    230.1,
                    "current.L2",
                    -1.234,
                    "frequency",
                    49.98,
                    "power-factor",
                    -0.987);

    private byte[] datagram(int susyId, boolean frequency) {
        return new DatagramWriter(susyId, SERIAL, frequency)
                .write(site.shown(null).now()::value, 0x1_0203_0405L);
    }

    @Test
    void hasTheLengthAndTheHeadOfCaptures() {
        byte[] meter = datagram(349, false);
        assertThat(meter).hasSize(600);
        assertThat(HexFormat.of().formatHex(meter, 0, 28))
                .isEqualTo(
                        "534d4100" + "000402a000000001" + "0244" + "0010" + "6069" + "015d" + "b2e33487" + "02030405");
        assertThat(HexFormat.of().formatHex(meter, 588, 600)).isEqualTo("900000000102045200000000");
        byte[] manager = datagram(372, true);
        assertThat(manager).hasSize(608);
        assertThat(HexFormat.of().formatHex(manager, 12, 20)).isEqualTo("024c001060690174");
        // The frequency stands behind the power factor of the whole, 0.001 Hz.
        assertThat(HexFormat.of().formatHex(manager, 148, 164)).isEqualTo("000d0400000003db000e04000000c33c");
    }

    @Test
    void holdsEveryChannelInTheOrderOfTheDevice() {
        List<String> channels = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(datagram(349, false)).position(28);
        while (in.remaining() > 12) {
            int channel = in.getShort();
            int type = in.getShort() >> 8;
            channels.add(channel + "." + type);
            in.position(in.position() + type);
        }
        List<String> expected = new ArrayList<>();
        for (int step : new int[] {0, 20, 40, 60}) {
            for (int channel : new int[] {1, 2, 3, 4, 9, 10}) {
                expected.add(step + channel + ".4");
                expected.add(step + channel + ".8");
            }
            if (step > 0) {
                expected.add(step + 11 + ".4");
                expected.add(step + 12 + ".4");
            }
            expected.add(step + 13 + ".4");
        }
        assertThat(channels).isEqualTo(expected);
    }

    @Test
    void whatItTellsIsReadBack() throws Exception {
        Datagram read = Datagram.of(ByteBuffer.wrap(datagram(349, false)));
        assertThat(read.susyId()).isEqualTo(349);
        assertThat(read.serial()).isEqualTo(SERIAL);
        assertThat(read.ticker()).isEqualTo(0x0203_0405L);
        byte[] bytes = datagram(349, false);
        // 1.4: nothing is taken; 2.4: 1234.6 W are given; 1.8 and 2.8 in Ws.
        assertThat(HexFormat.of().formatHex(bytes, 28, 68))
                .isEqualTo("00010400" + "00000000" + "00010800" + "000000000036f588" + "00020400" + "0000303a"
                        + "00020800" + "00000000006ddd00");
    }

    /// As in public captures: what is given has its apparent power in 10, what is taken in 9.
    @Test
    void apparentPowerGoesWhereTheActivePowerGoes() {
        String meter = HexFormat.of().formatHex(datagram(349, false));
        assertThat(meter).contains("0009040000000000", "000a0400" + "000032c8");
        assertThat(meter).contains("00310400" + "00000320", "0032040000000000");
    }

    @Test
    void isNotSentWithoutFreshPowerNorWithLessEnergyThanBefore() {
        SentCounters counters = new SentCounters();
        assertThat(counters.admit(new ShownSite().shown(null).now())).isFalse();
        ShownSite early = new ShownSite();
        early.receive("active-power", 5);
        assertThat(counters.admit(early.shown(null).now()))
                .as("no counter yet: it would be 0")
                .isFalse();
        assertThat(counters.admit(site.shown(null).now())).isTrue();
        site.pass(Duration.ofSeconds(3));
        assertThat(counters.admit(site.shown(null).now())).isFalse();
        site.receive("active-power", 5);
        assertThat(counters.admit(site.shown(null).now())).isTrue();
        site.pass(Duration.ofMinutes(1)).receive("active-power", 5);
        assertThat(site.shown(null).now().value(Point.of(Quantity.ACTIVE_ENERGY_IMPORT, Phase.TOTAL)))
                .isNaN();
        assertThat(counters.admit(site.shown(null).now()))
                .as("the counter would fall to 0")
                .isFalse();
        site.receive("active-energy-import", 1001, "active-energy-export", 2001);
        assertThat(counters.admit(site.shown(null).now())).isTrue();
        assertThat(Arrays.equals(datagram(349, false), datagram(349, false))).isTrue();
    }
}
