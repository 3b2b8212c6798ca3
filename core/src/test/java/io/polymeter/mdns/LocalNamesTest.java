package io.polymeter.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A name that ends with `.local` leads to the device that says to have it, whatever the system makes of such names.
/// Java asks [LocalNames], as it asks every provider of names.
/// It is asked for by a [Browser].
class LocalNamesTest {

    private static final List<String> NO_TEXTS = List.of();

    private static InetAddress own() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(LocalNamesTest::speaks)
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4)
                .findFirst()
                .orElse(InetAddress.getLoopbackAddress());
    }

    private static boolean speaks(NetworkInterface one) {
        try {
            return one.isUp() && one.supportsMulticast() && !one.isLoopback();
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void whoHasTheNameIsFound() throws Exception {
        String host = "polymeter-test-" + ProcessHandle.current().pid();
        InetAddress own = own();
        Announced meter = new Announced(host, "_polymeter-test._tcp", host, 502, NO_TEXTS);
        try (Responder responder = new Responder(List.of(meter), own)) {
            Thread.ofVirtual().start(() -> {
                try {
                    responder.run((_, _) -> {});
                } catch (IOException _) {
                    // It was closed.
                }
            });
            InetAddress[] found = new InetAddress[1];
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                found[0] = InetAddress.getByName(host.toUpperCase(java.util.Locale.ROOT) + ".local");
                return true;
            });
            assertThat(found[0].getAddress()).isEqualTo(own.getAddress());
        }
    }

    @Test
    void aNameThatNobodyHasIsUnknownSoon() {
        long begin = System.nanoTime();
        assertThatThrownBy(() -> InetAddress.getAllByName("nobody-has-this-name.local"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("nobody-has-this-name.local");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void otherNamesAreTheSystemsAlone() throws Exception {
        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
        assertThatThrownBy(() -> InetAddress.getAllByName("..local")).isInstanceOf(UnknownHostException.class);
    }
}
