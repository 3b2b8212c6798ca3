package io.polymeter.lab.interop.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Mbpoll;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.ProxySite;
import io.polymeter.lab.peer.RawTcp;
import io.polymeter.lab.peer.SoloDevice;
import io.polymeter.lab.peer.Stack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs of others read a device that takes one client, through us who poll it too.
@Timeout(90)
class ProxyIT {

    private static final String MIRRORED = "00 01 00 00 00 06 01 03 00 00 00 04";
    private static final Duration SOON = Duration.ofSeconds(25);

    @TempDir
    private Path directory;

    private static boolean isFresh(RawTcp mirror) throws Exception {
        return mirror.ask(MIRRORED).endsWith(SoloDevice.hex(1, 0, 4).replaceAll("(\\w\\w)(\\w\\w)", "$1 $2"));
    }

    @Test
    void everybodysProgramReadsTheDeviceItselfAndWritesNothing() throws Exception {
        try (ProxySite site = new ProxySite(directory, SoloDevice.Temper.PATIENT, "")) {
            for (Stack stack : Stack.values()) {
                // Again where the device was thought to be silent, on a loaded machine.
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(stack.client(
                                        site.endpoint(),
                                        3,
                                        "r3:0:2",
                                        "r3:40000:125",
                                        "r4:7:1",
                                        "r3:59999:2",
                                        "w6:2:0001",
                                        "w16:2:0001"))
                                .as("%s", stack)
                                .containsExactly(
                                        SoloDevice.hex(3, 0, 2),
                                        SoloDevice.hex(3, 40_000, 125),
                                        "%04x".formatted(~(7 * 40503 + 3 * 7919 + 12345) & 0xffff),
                                        "exception 2",
                                        "exception 1",
                                        "exception 1"));
            }
            assertThat(Mbpoll.read(site.endpoint(), 100, 20)).isEqualTo(SoloDevice.hex(1, 100, 20));
            assertThat(Mbpoll.refused(site.endpoint(), 60_000, 1)).contains("Illegal data address");
            assertThat(site.device.turnedAway).hasValue(0);
        }
    }

    @Test
    void theHowToIsWithoutFault() throws Exception {
        String page = Files.readString(Checkouts.path("docs/how-to/share-a-device.md"));
        String yaml = page.substring(page.indexOf("```yaml") + 7);
        Path file = Files.writeString(directory.resolve("polymeter.yaml"), yaml.substring(0, yaml.indexOf("```")));
        Outcome outcome = Polymeter.command(directory, "check", file.toString());
        assertThat(outcome.exit()).as("%s", outcome).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out())
                .contains(
                        "output pv-shared shares the connection to tcp://192.168.178.80:502 at tcp://0.0.0.0:1502 with"
                                + " 192.168.178.0/24");
    }

    @Test
    void whomTheProxyIsNotForIsTurnedAwayAndTheOthersAreNot() throws Exception {
        try (ProxySite site = new ProxySite(directory, SoloDevice.Temper.PATIENT, ", allow: [127.0.0.8/31]")) {
            assertThat(Stack.PYMODBUS.client(site.endpoint() + "@127.0.0.9", 1, "r3:10:1"))
                    .containsExactly(SoloDevice.hex(1, 10, 1));
            try (RawTcp stranger = new RawTcp("127.0.0.10", site.shared)) {
                assertThat(stranger.closed()).isTrue();
            }
        }
    }

    @Test
    void aDeviceThatIsGoneOrAsleepIsElevenAndComesBackByItself() throws Exception {
        try (ProxySite site = new ProxySite(directory, SoloDevice.Temper.PATIENT, "");
                RawTcp mirror = new RawTcp(site.mirror)) {
            await().atMost(SOON).until(() -> isFresh(mirror));
            site.device.close();
            long killed = System.nanoTime();
            assertThat(Stack.PYMODBUS.client(site.endpoint(), 1, "r3:10:1", "r3:11:1", "r4:12:1"))
                    .containsOnly("exception 11");
            assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(6));
            await().atMost(SOON).until(() -> !isFresh(mirror));
            site.device.reopen();
            awaitAnswer(site);
            await().atMost(SOON).until(() -> isFresh(mirror));

            site.device.asleep = true;
            assertThat(Stack.LIBMODBUS.client(site.endpoint(), 1, "r3:10:1")).containsExactly("exception 11");
            int asked = site.device.requests.get();
            for (int i = 0; i < 30; i++) {
                assertThat(ask(site, i)).endsWith("83 0b");
            }
            // Each pause costs one time-out, whoever asks.
            assertThat(site.device.requests.get() - asked).isLessThan(15);
            site.device.asleep = false;
            awaitAnswer(site);
            await().atMost(SOON).until(() -> isFresh(mirror));
            assertThat(site.polymeter.lines("shared.proxy:")).hasSizeLessThan(12);
        }
    }

    private static String ask(ProxySite site, int address) throws Exception {
        try (RawTcp client = new RawTcp(site.shared)) {
            return client.ask("12 34 00 00 00 06 01 03 00 %02x 00 01".formatted(address));
        }
    }

    private static void awaitAnswer(ProxySite site) {
        await().atMost(SOON).until(() -> ask(site, 10).startsWith("12 34 00 00 00 05 01 03 02"));
    }

    @Test
    void whoFloodsWaitsForHimself() throws Exception {
        SoloDevice.Temper slow = new SoloDevice.Temper(5, 0, 0);
        try (ProxySite site = new ProxySite(directory, slow, "")) {
            Outcome outcome = share("fair", String.valueOf(site.shared), "20", "60");
            assertThat(outcome.exit()).as("%s", outcome).isZero();
            String[] millis = outcome.out().strip().split(" ", -1);
            double polite = Double.parseDouble(millis[0]);
            double flooding = Double.parseDouble(millis[2]);
            System.out.printf(
                    "proxy: a polite client waits %.1f ms on average (worst %s ms) beside one that floods and waits %.1f ms%n",
                    polite, millis[1], flooding);
            // Twenty connections of one client share one turn: each of them waits for the nineteen others.
            assertThat(polite * 3).isLessThan(flooding);
        }
    }

    @Test
    void aClientThatNeverTakesItsAnswersHoldsUpNobody() throws Exception {
        List<RawTcp> lazy = new ArrayList<>();
        try (ProxySite site = new ProxySite(directory, SoloDevice.Temper.PATIENT, "");
                RawTcp mirror = new RawTcp(site.mirror)) {
            await().atMost(SOON).until(() -> isFresh(mirror));
            String many = "00 01 00 00 00 06 01 03 00 10 00 7d ".repeat(500).strip();
            for (int i = 0; i < 5; i++) {
                RawTcp client = new RawTcp(site.shared);
                client.send(many);
                lazy.add(client);
            }
            int before = site.device.polls.get();
            await().atMost(SOON).until(() -> site.device.polls.get() > before + 10);
            for (int i = 0; i < 20; i++) {
                assertThat(ask(site, 10)).startsWith("12 34 00 00 00 05 01 03 02");
                assertThat(isFresh(mirror)).isTrue();
            }
        } finally {
            for (RawTcp client : lazy) {
                client.close();
            }
        }
    }

    private static Outcome share(String role, String port, String... rest) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/python3", Checkouts.path("lab/peers/python/share.py").toString(), role, "127.0.0.1", port));
        command.addAll(List.of(rest));
        return Outcome.of(command);
    }
}
