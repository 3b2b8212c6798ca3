package io.polymeter.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Messages as RFC 1035, 6762 and 6763 have them.
/// Read by [DnsReader], written by [DnsWriter].
class DnsMessageTest {

    private static final DnsName SHELLY = DnsName.of("_shelly._tcp.local");

    private static DnsMessage announcement() throws Exception {
        DnsName instance = SHELLY.instance("Kitchen 3.EM");
        DnsName host = DnsName.of("shellypro3em-a0b1c2.local");
        return DnsMessage.reply(
                List.of(new DnsRecord.Pointer(new DnsRecord.Head(SHELLY, false, 4500), instance)),
                List.of(
                        new DnsRecord.Service(new DnsRecord.Head(instance, true, 120), 0, 0, 80, host),
                        new DnsRecord.Text(
                                new DnsRecord.Head(instance, true, 4500), List.of("gen=2", "app=Pro3EM", "ver=1.4.4")),
                        new DnsRecord.Address(
                                new DnsRecord.Head(host, true, 120), InetAddress.getByName("192.168.1.9")),
                        new DnsRecord.Address(new DnsRecord.Head(host, true, 120), InetAddress.getByName("fe80::1")),
                        new DnsRecord.Other(new DnsRecord.Head(host, true, 120), 47, "c00c0001")));
    }

    @Test
    void writesTheBytesOfAQuestion() {
        DnsMessage query =
                DnsMessage.query(List.of(new DnsQuestion(DnsName.of("_http._tcp.local"), DnsRecord.PTR, true)));
        assertThat(HexFormat.of().formatHex(query.encode()))
                .isEqualTo("000000000001000000000000055f68747470045f746370056c6f63616c00000c8001");
    }

    /// Bytes as in section 4.1.4 of RFC 1035: F.ISI.ARPA, FOO.F.ISI.ARPA, ARPA and the root.
    @Test
    void readsShortenedNames() throws Exception {
        String header = "000084000000000400000000";
        String rest = "000c00010000000a0002c00c";
        byte[] bytes = HexFormat.of()
                .parseHex(header + "0146034953490441525041" + "00" + rest + "03464f4fc00c" + rest + "c012" + rest + "00"
                        + rest);
        assertThat(DnsMessage.decode(bytes).answers().stream().map(DnsRecord::name))
                .containsExactly(
                        DnsName.of("f.isi.arpa"), DnsName.of("foo.F.ISI.ARPA"), DnsName.of("arpa"), DnsName.of(""));
    }

    @Test
    void readsWhatItWrites() throws Exception {
        DnsMessage message = announcement();
        byte[] bytes = message.encode();
        assertThat(DnsMessage.decode(bytes)).isEqualTo(message);
        assertThat(bytes.length).as("names are shortened").isLessThan(240);
    }

    @Test
    void refusesWhatIsCutOff() throws Exception {
        byte[] bytes = announcement().encode();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> DnsMessage.decode(cut)).isInstanceOf(DnsException.class);
        }
    }

    @Test
    void refusesNamesThatNeverEnd() {
        for (String name : List.of("c00c", "0161c00c", "c00e", "c00d", "ff")) {
            byte[] bytes = HexFormat.of().parseHex("000000000001000000000000" + name + "000c0001");
            assertThatThrownBy(() -> DnsMessage.decode(bytes)).as(name).isInstanceOf(DnsException.class);
        }
    }

    @Test
    void refusesCountsItDoesNotHave() {
        byte[] bytes = HexFormat.of().parseHex("000084000000ffff00000000");
        assertThatThrownBy(() -> DnsMessage.decode(bytes)).isInstanceOf(DnsException.class);
    }

    @Test
    void throwsNothingElseForDamagedBytes() throws Exception {
        byte[] good = announcement().encode();
        Random random = new Random(6762);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int n = random.nextInt(1, 5); n > 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            try {
                DnsMessage message = DnsMessage.decode(bad);
                assertThat(DnsMessage.decode(message.encode())).isEqualTo(message);
                read++;
            } catch (DnsException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void tellsInstancesApartByDotsAndNotByCase() {
        DnsName one = SHELLY.instance("a.b");
        assertThat(one).isEqualTo(DnsName.of("_SHELLY._TCP.Local").instance("A.B"));
        assertThat(one).isNotEqualTo(DnsName.of("a.b._shelly._tcp.local"));
        assertThat(one).hasToString("a\\.b._shelly._tcp.local");
        assertThat(one.isIn(SHELLY)).isTrue();
        assertThat(SHELLY.isIn(one)).isFalse();
    }
}
