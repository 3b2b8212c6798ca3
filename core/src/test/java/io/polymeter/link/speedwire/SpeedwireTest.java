package io.polymeter.link.speedwire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.platform.Site;
import io.polymeter.link.telegram.Heard;
import io.polymeter.point.Point;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Energy meters that tell their values to the network.
@Timeout(60)
class SpeedwireTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point IMPORT = Point.parse("active-energy-import").orElseThrow();

    private static int ticker;

    /// An energy meter's datagram with a value of its own in each channel, as a Home Manager has it.
    private static byte[] datagram(long serial, long watts, boolean frequency) {
        ByteBuffer data = ByteBuffer.allocate(1024);
        data.putShort((short) 0x6069).putShort((short) 372).putInt((int) serial).putInt(++ticker);
        for (int step = 0; step <= 60; step += 20) {
            for (int c = 1; c <= 10; c++) {
                if (c <= 4 || c >= 9) {
                    long mean = c == 1 && step == 0
                            ? Math.max(0, watts * 10)
                            : c == 2 && step == 0 ? Math.max(0, -watts * 10) : 100L * c + step;
                    value(data, c + step, mean, 3_600L * (1000 * c + step));
                }
            }
            if (step == 0) {
                data.putInt(0x000d0400).putInt(987);
                if (frequency) {
                    data.putInt(0x000e0400).putInt(50_012);
                }
            } else {
                data.put((byte) 0)
                        .put((byte) (11 + step))
                        .putShort((short) 0x0400)
                        .putInt(1000 + step);
                data.put((byte) 0)
                        .put((byte) (12 + step))
                        .putShort((short) 0x0400)
                        .putInt(230_000 + step);
                data.put((byte) 0)
                        .put((byte) (13 + step))
                        .putShort((short) 0x0400)
                        .putInt(999);
            }
        }
        data.putInt(0x90000000).putInt(0x02100452).flip();
        ByteBuffer all = ByteBuffer.allocate(data.remaining() + 20);
        all.putInt(0x534d4100)
                .putInt(0x000402a0)
                .putInt(1)
                .putShort((short) data.remaining())
                .putShort((short) 0x0010);
        all.put(data).putInt(0).flip();
        byte[] bytes = new byte[all.remaining()];
        all.get(bytes);
        return bytes;
    }

    private static void value(ByteBuffer data, int channel, long mean, long counter) {
        data.put((byte) 0).put((byte) channel).put((byte) 4).put((byte) 0).putInt((int) mean);
        data.put((byte) 0).put((byte) channel).put((byte) 8).put((byte) 0).putLong(counter);
    }

    private static void send(byte[]... datagrams) throws IOException {
        try (MulticastSocket socket = new MulticastSocket()) {
            socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName("lo"));
            for (byte[] datagram : datagrams) {
                socket.send(new DatagramPacket(datagram, datagram.length, SpeedwireLink.GROUP));
            }
        }
    }

    private static Site site(String more) {
        return new Site(SpeedwireProtocol.create(), "meters: { grid: { speedwire: { interface: lo" + more + " } } }");
    }

    @Test
    void everyChannelHasItsPlaceSignAndUnit() throws Exception {
        Datagram datagram = Datagram.of(ByteBuffer.wrap(datagram(3_001_234_567L, -250, true)));
        assertThat(datagram.serial()).isEqualTo(3_001_234_567L);
        assertThat(datagram.susyId()).isEqualTo(372);
        assertThat(Heard.points(datagram.telegram()))
                .contains(
                        entry("active-power", -250.0),
                        entry("reactive-power", -10.0),
                        entry("frequency", 50.012),
                        entry("active-energy-import", 1000.0),
                        entry("active-energy-export", 2000.0),
                        entry("reactive-energy-import", 3000.0),
                        entry("reactive-energy-export", 4000.0),
                        entry("active-power.L1", 12.0 - 22.0),
                        entry("active-energy-import.L2", 1040.0),
                        entry("active-energy-export.L3", 2060.0),
                        entry("current.L1", 1.02),
                        entry("current.L2", 1.04),
                        entry("voltage.L2", 230.04),
                        entry("voltage.L3", 230.06));
        assertThat(Heard.points(
                        Datagram.of(ByteBuffer.wrap(datagram(1, 5, false))).telegram()))
                .doesNotContainKey("frequency")
                .contains(entry("active-power", 5.0));
    }

    @Test
    void whatIsCutOrForeignIsNoMeasurement() throws Exception {
        byte[] good = datagram(7, 5, true);
        for (int length = 0; length < good.length - 4; length++) {
            byte[] cut = java.util.Arrays.copyOf(good, length);
            assertThatExceptionOfType(Exception.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> Datagram.of(ByteBuffer.wrap(cut)))
                    .isInstanceOfAny(Datagram.Refused.class, Datagram.Foreign.class);
        }
        byte[] other = good.clone();
        other[17] = (byte) 0x81;
        other[16] = 0x60;
        assertThatExceptionOfType(Datagram.Foreign.class).isThrownBy(() -> Datagram.of(ByteBuffer.wrap(other)));
        byte[] type = good.clone();
        type[30] = 5;
        assertThatExceptionOfType(Datagram.Refused.class)
                .isThrownBy(() -> Datagram.of(ByteBuffer.wrap(type)))
                .withMessage("a value has the unknown type 5");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] rubbish = good.clone();
            for (int k = 0; k < 4; k++) {
                rubbish[random.nextInt(rubbish.length)] = (byte) random.nextInt();
            }
            try {
                Heard.points(Datagram.of(ByteBuffer.wrap(rubbish)).telegram());
            } catch (Datagram.Refused | Datagram.Foreign _) {
                // Nothing else may come out.
            }
        }
    }

    @Test
    void oneOfSeveralIsTakenByItsNumber() {
        try (Site site = site(", serial: 3001234567")) {
            await().until(() -> {
                send(datagram(1_900_000_001, 999, true), datagram(3_001_234_567L, -42, true), new byte[] {1, 2, 3});
                return site.value("grid", POWER) == -42;
            });
            assertThat(site.value("grid", IMPORT)).isEqualTo(1000.0);
            assertThat(site.reason("grid.speedwire")).isEqualTo("receives from meter 3001234567");
            assertThat(site.counter("grid.speedwire", "other-meters")).isPositive();
            await().until(() -> site.reason("grid.speedwire")
                    .contains("3001234567: nothing received for 15 s; heard are 1900000001"));
        }
    }

    @Test
    void withoutNumberTheOnlyOneIsTaken() {
        try (Site site = site("")) {
            await().until(() -> {
                byte[] one = datagram(11, 7, false);
                send(one, one);
                return site.value("grid", POWER) == 7;
            });
            await().until(() -> site.counter("grid.speedwire", "repeated-datagrams") > 0);
            await().until(() -> {
                send(datagram(12, 8, false), datagram(11, 9, false));
                return site.reason("grid.speedwire").equals("several meters found; set 'serial' to one of 11, 12");
            });
            assertThat(site.value("grid", POWER)).isNotEqualTo(8);
        }
    }

    @Test
    void anInterfaceThatIsNotThereIsSaid() {
        try (Site site =
                new Site(SpeedwireProtocol.create(), "meters: { grid: { speedwire: { interface: eth99 } } }")) {
            await().until(() -> site.reason("grid.speedwire").equals("no network interface eth99"));
        }
    }
}
