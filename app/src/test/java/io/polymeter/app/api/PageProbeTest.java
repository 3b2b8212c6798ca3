package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Context;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What no longer turns is told by `/health`, and by a probe where it is the page itself.
@Timeout(100)
class PageProbeTest {

    private final AtomicLong now = new AtomicLong();

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aPageThatAnswersIsSeen(@TempDir Path directory) throws Exception {
        PageProbe probe = new PageProbe(false, now::get);
        assertThat(probe.answers()).as("before it listens").isTrue();
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            probe.begin();
            pass(PageProbe.MOST);
            assertThat(probe.answers()).isFalse();
            probe.tick(new InetSocketAddress(InetAddress.getLoopbackAddress(), daemon.port()));
            await().until(probe::answers);
        }
    }

    @Test
    void aPageThatHangsIsSeen() throws Exception {
        PageProbe probe = new PageProbe(false, now::get);
        try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            InetSocketAddress where = new InetSocketAddress(InetAddress.getLoopbackAddress(), deaf.getLocalPort());
            probe.begin();
            for (int i = 0; i < 6; i++) {
                assertThat(probe.answers()).isTrue();
                probe.tick(where);
                pass(PageProbe.EVERY);
            }
            assertThat(probe.answers()).isFalse();
        }
        probe.end();
        assertThat(probe.answers()).isTrue();
    }

    @Test
    void whatHangsIsNamedByHealth(@TempDir Path directory) throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, "")) {
            assertThat(daemon.get("/health").statusCode()).isEqualTo(200);
            daemon.polymeter.attach(new Hung());
            HttpResponse<String> health = daemon.get("/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body()).contains("\"healthy\":false", "\"hung\":[\"wedged\"]");
        }
    }

    /// A link whose loop turns no more.
    private static final class Hung implements Link {

        @Override
        public String name() {
            return "wedged";
        }

        @Override
        public Message description() {
            return Message.verbatim("hangs");
        }

        @Override
        public void run(Context context) throws InterruptedException {
            context.clock().sleep(Duration.ofDays(1));
        }

        @Override
        public boolean responsive() {
            return false;
        }
    }
}
