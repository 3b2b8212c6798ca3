package io.polymeter.link.ct002;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.Ct002Sink;
import io.polymeter.config.kind.PhaseRule;
import io.polymeter.config.net.MacAddress;
import io.polymeter.config.net.UdpAddress;
import io.polymeter.link.face.ShownSite;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A battery is answered as the protocol has it (tomquist/AstraMeter docs/ct002-ct003-protocol.md), or not at all.
class Ct002ServerTest {

    private static final InetSocketAddress BATTERY = new InetSocketAddress("192.0.2.9", 22222);

    private final ShownSite site = new ShownSite();
    private Ct002Server server = server(Ct002Sink.Model.CT002);

    private Ct002Server server(Ct002Sink.Model model) {
        Ct002Sink sink = new Ct002Sink(model, UdpAddress.parse("udp://0.0.0.0:12345"), PhaseRule.SHARE);
        return new Ct002Server(sink, MacAddress.parse("112233445566"), site.shown(null));
    }

    /// The checksum is made here by other means than in the program.
    private static byte[] frame(String body) {
        byte[] bytes = ("\u0001\u0002" + body + "\u0003").getBytes(StandardCharsets.ISO_8859_1);
        int sum = 0;
        for (byte each : bytes) {
            sum ^= each;
        }
        byte[] whole = Arrays.copyOf(bytes, bytes.length + 2);
        whole[bytes.length] = (byte) "0123456789ABCDEF".charAt(sum >> 4);
        whole[bytes.length + 1] = (byte) "0123456789ABCDEF".charAt(sum & 15);
        return whole;
    }

    /// @param written its own length, where it is not that of the example, is corrected
    private @Nullable String ask(String written) {
        String body = written.length() + 5 + written.substring(2);
        byte @Nullable [] answer = server.answer(frame(body), BATTERY);
        return answer == null ? null : new String(answer, StandardCharsets.ISO_8859_1);
    }

    private static List<String> fields(@Nullable String answer) {
        String text = Objects.requireNonNull(answer);
        return Arrays.asList(
                text.substring(text.indexOf('|') + 1, text.indexOf('\u0003')).split("\\|", -1));
    }

    @Test
    void answersTheExampleOfTheProtocol() {
        site.receive("active-power", -49, "active-power.L1", 300.4, "active-power.L2", -400.2, "active-power.L3", 51);
        String answer = ask("53|HMG-50|AABBCCDDEEFF|HME-4|112233445566|B|-217");
        assertThat(Objects.requireNonNull(answer)).startsWith("\u0001\u0002" + answer.length() + "|");
        assertThat(fields(answer))
                .containsExactly(
                        "HME-4",
                        "112233445566",
                        "HMG-50",
                        "AABBCCDDEEFF",
                        "300",
                        "-400",
                        "51",
                        "-49",
                        "0",
                        "1",
                        "0",
                        "0",
                        "-50",
                        "0",
                        "0",
                        "0",
                        "-217",
                        "0",
                        "0",
                        "0",
                        "0",
                        "0",
                        "0",
                        "0");
        // What it sends is a frame that it would take itself.
        assertThat(TextFrame.parse(answer.getBytes(StandardCharsets.ISO_8859_1)))
                .isNotNull();
        assertThat(fields(ask("53|HMG-50|AABBCCDDEEFF|HME-4|112233445566|B|-217"))
                        .get(13))
                .as("a battery drops an answer with the number of the one before")
                .isEqualTo("1");
    }

    @Test
    void batteriesAreToldOfEachOther() {
        site.receive("active-power", 100);
        String first = "54|HMG-50|AABBCCDDEEFF|HME-4|112233445566|A|00500";
        assertThat(fields(ask(first)).subList(8, 12)).containsExactly("1", "0", "0", "0");
        assertThat(fields(ask("52|HMJ-2|AABBCCDDEE01|HME-4|112233445566|D|-80|1"))
                        .subList(8, 24))
                .containsExactly("1", "0", "0", "1", "-50", "1", "0", "0", "0", "0", "-80", "0", "500", "0", "0", "0");
        assertThat(fields(ask("52|HMJ-2|AABBCCDDEE01|HME-4|112233445566|D|-80|0"))
                        .get(11))
                .as("it does not want to be counted")
                .isEqualTo("0");
        site.pass(Duration.ofSeconds(10)).receive("active-power", 100);
        assertThat(fields(ask("52|HMJ-2|AABBCCDDEE01|HME-4|112233445566|D|-80|1"))
                        .get(8))
                .as("forgotten")
                .isEqualTo("0");
    }

    /// A battery would take 0 for a phase that was not measured as nothing to be done there.
    @Test
    void aPhaseThatIsMissingIsNotToldAsNothing() {
        String ask = "53|HMG-50|AABBCCDDEEFF|HME-4|112233445566|B|-217";
        site.receive("active-power", 500, "active-power.L1", 300, "active-power.L2", 150);
        assertThat(ask(ask)).as("50 W are somewhere").isNull();
        site.receive("active-power", 451, "active-power.L1", 300, "active-power.L2", 150);
        assertThat(fields(ask(ask)).subList(4, 8))
                .as("the other two make up the total")
                .containsExactly("300", "150", "0", "451");
    }

    @Test
    void withoutFreshPowerThereIsSilence() {
        String ask = "53|HMG-50|AABBCCDDEEFF|HME-4|112233445566|B|-217";
        assertThat(ask(ask)).isNull();
        site.receive("active-power", 100);
        assertThat(ask(ask)).isNotNull();
        site.pass(Duration.ofMillis(2001));
        assertThat(ask(ask)).isNull();
        assertThat(site.statistics().silent()).isEqualTo(2);
    }

    @Test
    void aCt003HasFourMoreFieldsAndLargerPhases() {
        site.receive("active-power.L1", 40_000, "active-power.L2", 1, "active-power.L3", 2);
        assertThat(fields(ask("53|HMG-50|AABBCCDDEEFF|HME-4|112233445566|B|-217"))
                        .subList(4, 8))
                .containsExactly("32767", "1", "2", "40003");
        server = server(Ct002Sink.Model.CT003);
        assertThat(fields(ask("53|HMG-50|AABBCCDDEEFF|HME-3|112233445566|B|-217")))
                .hasSize(28)
                .contains("40000");
    }

    @Test
    void requestsToOthersAndBrokenOnesAreNotAnswered() {
        site.receive("active-power", 100);
        assertThat(ask("53|HMG-50|AABBCCDDEEFF|HME-3|112233445566|B|-217")).isNull();
        assertThat(ask("53|HMG-50|AABBCCDDEEFF|HME-4|112233445567|B|-217")).isNull();
        assertThat(ask("53|HMG-50|AABBCCDDEEFF|HME-4|000000000000|0|0000")).isNotNull();
        byte[] right = frame("53|HMG-50|AABBCCDDEEFF|HME-4|112233445566|B|-217");
        for (int i = 0; i < right.length; i++) {
            assertThat(server.answer(Arrays.copyOf(right, i), BATTERY))
                    .as("cut at " + i)
                    .isNull();
            byte[] flipped = right.clone();
            flipped[i] ^= 4;
            assertThat(server.answer(flipped, BATTERY)).as("flipped at " + i).isNull();
        }
        assertThat(site.statistics().refused()).containsKeys("function", "no-such-address");
    }

    @Test
    void aTenthBatteryIsRefused() {
        site.receive("active-power", 100);
        for (int i = 0; i < Batteries.MAX; i++) {
            assertThat(ask("53|HMG-50|AABBCCDDEE0" + i + "|HME-4|112233445566|B|-217"))
                    .isNotNull();
        }
        assertThat(ask("53|HMG-50|AABBCCDDEE0A|HME-4|112233445566|B|-217")).isNull();
        assertThat(site.statistics().refused()).isEqualTo(Map.of("busy", 1L));
    }
}
