package io.polymeter.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What waits, waits in `Clock` or `Ticker`, so that the same code runs in simulated time. The fleet is left out: its
/// time is that of Kafka, and nothing simulates it.
class WaitingRulesTest {

    private static final Checkout CHECKOUT = Checkout.here();

    /// Waiting by the JDK's own means, also over several lines.
    private static final Pattern WAITS = Pattern.compile(
            "Thread\\.sleep\\(|LockSupport\\.park|CountDownLatch\\(|ScheduledExecutor|\\bwait\\(\\)|waitFor\\(\\)"
                    + "|\\b(await|get|poll|offer|tryAcquire|waitFor|tryLock|awaitTermination|join)"
                    + "\\([^;{}]{0,120}TimeUnit\\.");

    private static final Pattern COMMENT = Pattern.compile("//[^\n]*");

    /// Where it is done all the same, and why.
    private static final Map<String, String> ALLOWED = Map.ofEntries(
            Map.entry("modbus/net/Ticker", "is the clock of lines"),
            Map.entry("runtime/SystemClock", "is the clock of links"),
            Map.entry("runtime/MachineTime", "looks whether this machine stood still: a simulated one does not"),
            Map.entry("twin/Fiber", "is what simulated time is made of"),
            Map.entry("modbus/server/ServerLoop", "others wait a second at most for the thread of the loop"),
            Map.entry("dbus/BusConnection", "waits for the reply on its socket"),
            Map.entry("link/http/scan/WebQuestions", "waits for the answer on its socket"),
            Map.entry("link/telegram/FetchedLine", "waits for the answer on its socket"),
            Map.entry("http/listen/HttpListener", "pauses accepting while there are no file descriptors"),
            Map.entry("trust/OwnKey", "waits for the program keytool"),
            Map.entry("app/demo/ChargerKey", "waits for the program keytool"),
            Map.entry("app/cli/TerminalView", "waits for the program stty"),
            Map.entry("app/history/CommitThread", "is a lock that is not waited for longer than a reply may take"),
            Map.entry("app/history/HistoryRestore", "waits for the check of a file no longer than a reply may take"),
            Map.entry("app/history/HistoryRoutes", "lets two replies at a time be made on the disk"));

    @Test
    void whatWaitsWaitsInTheClock() {
        Set<String> found = new TreeSet<>();
        for (Path file : CHECKOUT.javaFiles()) {
            String path = file.toString();
            boolean shipped = Checkout.PRODUCT_MODULES.stream()
                    .anyMatch(module -> file.startsWith(CHECKOUT.root().resolve(module)));
            if (shipped && path.contains("/src/main/java/") && waits(Checkout.read(file))) {
                found.add(path.substring(path.lastIndexOf("io/polymeter/") + "io/polymeter/".length())
                        .replace(".java", ""));
            }
        }
        assertThat(found)
                .as("wait in io.polymeter.link.Clock or io.polymeter.modbus.net.Ticker; or say here why not")
                .containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
    }

    private static boolean waits(String source) {
        return WAITS.matcher(COMMENT.matcher(source).replaceAll("")).find();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Thread.sleep(10);",
                "LockSupport.parkNanos(1);",
                "answer.get(5, TimeUnit.SECONDS)",
                "answer\n.get(\n PATIENCE.toMillis(),\n TimeUnit.MILLISECONDS)",
                "new CountDownLatch(1)"
            })
    void waitingIsSeen(String source) {
        assertThat(waits(source)).isTrue();
    }

    @Test
    void otherCallsAreNone() {
        List.of("clock.sleep(time)", "news.await(most)", "// Thread.sleep(1)", "connect(5, TimeUnit.SECONDS)")
                .forEach(source -> assertThat(waits(source)).as(source).isFalse());
    }
}
