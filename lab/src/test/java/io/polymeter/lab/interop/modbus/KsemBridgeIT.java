package io.polymeter.lab.interop.modbus;

import static io.polymeter.lab.peer.Registers.hex;
import static io.polymeter.lab.peer.Registers.hexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.KsemSite;
import io.polymeter.lab.peer.Mbpoll;
import io.polymeter.lab.peer.RawRtu;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.Stack;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A day in the life of the bridge from a KSEM on the network to an inverter on a serial bus, step by step.
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // set before all tests
class KsemBridgeIT {

    private static final Duration SOON = Duration.ofSeconds(12);

    private KsemSite site;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        site = new KsemSite(directory, "{ live: 2s, energy: 7s, sunspec: 3s }");
        site.startSlave(65);
    }

    @AfterAll
    void stop() throws Exception {
        site.close();
    }

    @Test
    @Order(1)
    void beforeTheFirstPushPowerIsRefusedThoughEnergyIsThere() throws Exception {
        awaitWords("r3:512:2", hex(512, 2));
        try (RawRtu rtu = new RawRtu(site.bus.device(1));
                RawTcp tcp = new RawTcp(site.servePort)) {
            assertThat(rtu.ask("01 03 00 00 00 02")).isEqualTo("01 83 04 40 f3");
            assertThat(tcp.ask("12 34 00 00 00 06 01 03 00 00 00 02")).isEqualTo("12 34 00 00 00 03 01 83 04");
        }
    }

    @Test
    @Order(2)
    void libmodbusReadsEveryWordAtItsOwnAddressOverRtuAndTcp() throws Exception {
        site.startPush(1, 0);
        awaitWords("r3:8192:2", hex(8192, 2));
        awaitWords("r3:791:1", hex(791, 1));
        awaitWords("r3:146:2", hex(146, 2));
        String[] reads = {
            "r3:0:125", "r3:125:23", "r3:512:100", "r3:612:100", "r3:712:80", "r3:8192:57", "r3:26:2", "r3:146:2"
        };
        List<String> words = List.of(
                hex(0, 125),
                hex(125, 23),
                hex(512, 100),
                hex(612, 100),
                hex(712, 80),
                hex(8192, 57),
                hex(26, 2),
                hex(146, 2));
        assertThat(Stack.LIBMODBUS.client(site.rtu(), 1, reads)).isEqualTo(words);
        assertThat(Stack.LIBMODBUS.client(site.tcp(), 1, reads)).isEqualTo(words);
    }

    @Test
    @Order(3)
    void mbpollReadsTheSame() throws Exception {
        for (String endpoint : List.of(site.rtu(), site.tcp())) {
            assertThat(Mbpoll.read(endpoint, 0, 125)).isEqualTo(hex(0, 125));
            assertThat(Mbpoll.read(endpoint, 512, 100)).isEqualTo(hex(512, 100));
            assertThat(Mbpoll.read(endpoint, 712, 80)).isEqualTo(hex(712, 80));
            assertThat(Mbpoll.read(endpoint, 8192, 57)).isEqualTo(hex(8192, 57));
        }
    }

    @Test
    @Order(4)
    void theSunSpecChainIsReadWhereTheMeterHasIt() throws Exception {
        readsTheChain(65);
    }

    @Test
    @Order(5)
    void whatTheMeterDoesNotHaveIsRefusedAndNeverZero() throws Exception {
        assertThat(Stack.LIBMODBUS.client(
                        site.tcp(), 1, "r3:148:1", "r3:147:2", "r3:511:1", "r3:792:1", "r3:8249:1", "r3:40982:2"))
                .containsOnly("exception 2");
    }

    @Test
    @Order(6)
    void thePushMayComeFromUnit255() throws Exception {
        site.startPush(255, 0x0ff0);
        assertThat(Stack.LIBMODBUS.client(site.rtu(), 1, "r3:0:100", "r3:100:48"))
                .containsExactly(hex(0, 100, 0x0ff0), hex(100, 48, 0x0ff0));
    }

    @Test
    @Order(7)
    void whenThePushStopsPowerGoesAndEnergyStays() throws Exception {
        site.stopPush();
        long stopped = System.nanoTime();
        List<String> seen = new ArrayList<>();
        try (RawRtu rtu = new RawRtu(site.bus.device(1))) {
            await().atMost(SOON).until(() -> {
                seen.add(rtu.ask("01 03 00 00 00 02"));
                return seen.getLast().startsWith("01 83");
            });
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isBetween(millis(1_500), millis(3_000));
            assertThat(seen.getLast()).isEqualTo("01 83 04 40 f3");
            // Polls go on all the while; power stays refused through several of them, and energy is never refused.
            await().during(millis(3_000))
                    .atMost(SOON)
                    .until(() -> rtu.ask("01 03 00 00 00 02").equals("01 83 04 40 f3")
                            && rtu.ask("01 03 02 00 00 01").startsWith("01 03 02 "));
        }
        assertThat(Stack.LIBMODBUS.client(site.tcp(), 1, "r3:0:2", "r3:512:100", "r3:8192:57"))
                .containsExactly("exception 4", hex(512, 100), hex(8192, 57));
        assertThat(Mbpoll.refused(site.tcp(), 0, 2)).contains("Slave device or server failure");
    }

    @Test
    @Order(8)
    void theNextWriteIsFreshAtOnce() throws Exception {
        site.startPush(1, 0x00aa);
        assertThat(Stack.LIBMODBUS.client(site.rtu(), 1, "r3:0:125", "r3:125:23"))
                .containsExactly(hex(0, 125, 0xaa), hex(125, 23, 0xaa));
    }

    @Test
    @Order(9)
    void aPollThatIsRefusedDoesNotKeepOldEnergyAlive() throws Exception {
        site.slave().refuse(4);
        awaitWords("r3:512:2", "exception 4");
        // Constant or pushed, the rest is not touched by it.
        assertThat(Stack.LIBMODBUS.client(site.tcp(), 1, "r3:0:2", "r3:8192:2"))
                .containsExactly(hex(0, 2, 0xaa), hex(8192, 2));
        site.slave().refuse(0);
        awaitWords("r3:512:2", hex(512, 2));
    }

    @Test
    @Order(10)
    void aMeterThatWasAwayComesBackByItselfWithItsChainElsewhere() throws Exception {
        site.slave().close();
        awaitWords("r3:512:2", "exception 4");
        assertThat(Stack.LIBMODBUS.client(site.tcp(), 1, "r3:0:2")).containsExactly(hex(0, 2, 0xaa));
        site.startSlave(66);
        awaitWords("r3:512:2", hex(512, 2));
        readsTheChain(66);
        assertThat(site.polymeter().lines("ERROR")).isEmpty();
    }

    /// Common model of that length, meter model 203, end.
    private void readsTheChain(int length) throws IOException {
        int meter = 40002 + 2 + length;
        int end = meter + 2 + 105;
        awaitWords("r3:" + meter + ":2", hexOf(203, 105));
        String[] reads = {"r3:40000:4", "r3:40004:" + length, "r3:" + (meter + 2) + ":105", "r3:" + end + ":2"};
        List<String> words =
                List.of(hexOf(0x5375, 0x6e53, 1, length), hex(40004, length), hex(meter + 2, 105), hexOf(0xffff, 0));
        assertThat(Stack.LIBMODBUS.client(site.rtu(), 1, reads)).isEqualTo(words);
        assertThat(Stack.LIBMODBUS.client(site.tcp(), 1, reads)).isEqualTo(words);
        assertThat(Mbpoll.read(site.tcp(), meter, 107)).isEqualTo(hexOf(203, 105) + " " + hex(meter + 2, 105));
    }

    private void awaitWords(String read, String words) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(Stack.LIBMODBUS.client(site.tcp(), 1, read)).containsExactly(words));
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }
}
