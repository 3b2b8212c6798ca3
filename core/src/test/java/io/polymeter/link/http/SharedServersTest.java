package io.polymeter.link.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.link.platform.Site;
import io.polymeter.point.Point;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Parts of one device at one host share its documents: one connection, one question, one answer for all.
@Timeout(60)
class SharedServersTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();

    private final AtomicInteger questions = new AtomicInteger();
    private final Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean open = true;
    private final HttpServer server;

    SharedServersTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        connections.add(exchange.getRemoteAddress());
        int number = questions.incrementAndGet();
        byte[] body =
                ("{\"Head\":{\"Status\":{\"Code\":0}},\"Body\":{\"Data\":{\"Inverters\":{\"1\":{\"SOC\":50}},\"Site\":"
                                + "{\"Mode\":\"bidirectional\",\"P_PV\":" + number + ",\"P_Akku\":" + -number + "}}}}")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(open ? 200 : 503, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Site site(String firstEvery, String secondEvery) {
        return new Site(HttpProtocol.create(), """
                meters:
                  pv: { profile: fronius-solar-api, http: { host: "http://127.0.0.1:%1$d", every: %2$s } }
                  battery: { profile: fronius-solar-api-battery, http: { host: "http://127.0.0.1:%1$d", every: %3$s } }
                """.formatted(server.getAddress().getPort(), firstEvery, secondEvery));
    }

    @Test
    void whatTwoAskAlikeIsAskedOnce() {
        try (Site site = site("1s", "1s")) {
            await().until(() -> site.counter("pv.poll", "values") > 20 && site.counter("battery.poll", "values") > 20);
            long sent = site.counter("pv.poll", "requests") + site.counter("battery.poll", "requests");
            long shared = site.counter("pv.poll", "shared-answers") + site.counter("battery.poll", "shared-answers");
            assertThat(shared).isBetween(sent - 3, sent + 3);
            assertThat(questions.get()).isBetween((int) sent - 1, (int) sent + 1);
            assertThat(connections).hasSize(1);
            // Both show the same document.
            await().until(() -> site.value("pv", POWER) == site.value("battery", POWER));
        }
    }

    @Test
    void theSlowerOneTakesAnAnswerOfTheQuickerOne() {
        try (Site site = site("1s", "4s")) {
            await().until(() -> site.counter("battery.poll", "values") >= 10);
            assertThat(site.counter("battery.poll", "requests")).isLessThanOrEqualTo(1);
            assertThat(site.counter("pv.poll", "values")).isGreaterThan(site.counter("battery.poll", "values"));
        }
    }

    @Test
    void afterFailuresBothGoOn() {
        try (Site site = site("1s", "1s")) {
            await().until(() -> site.counter("battery.poll", "values") > 3);
            open = false;
            await().until(() -> !site.reason("pv.poll").isEmpty()
                    && site.reason("battery.poll").contains("503"));
            open = true;
            long pv = site.counter("pv.poll", "values");
            long battery = site.counter("battery.poll", "values");
            await().until(() ->
                    site.counter("pv.poll", "values") > pv + 3 && site.counter("battery.poll", "values") > battery + 3);
        }
    }
}
