package io.polymeter.link.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.link.Health;
import io.polymeter.link.platform.Site;
import io.polymeter.link.virtual.SumProtocol;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A document on a web server is a meter.
/// Planned as a `SourceRequest` by `PlatformProtocol`, asked by `FetchLink` with a `DocumentFetch`; a sum of
/// such meters is that of `SumLink`.
class HttpTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Point VOLTAGE = Point.parse("voltage.L1").orElseThrow();
    private static final Point ENERGY = Point.parse("active-energy-import").orElseThrow();

    private final AtomicReference<String> document = new AtomicReference<>("""
        {"emeters":[{"power":1.5,"voltage":231.25}],"a/b":{"total":"12.5 kWh"}}\
        """);
    private final AtomicReference<String> seen = new AtomicReference<>("");
    private volatile @Nullable Supplier<String> counting;
    private final HttpServer server;
    private final Site site;

    HttpTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/status", this::answer);
        server.start();
        site = new Site(List.of(HttpProtocol.create(), SumProtocol.create()), """
            meters:
              shelly:
                http:
                  url: http://127.0.0.1:%1$d/status
                  every: 500ms
                  headers: { X-Key: abc }
                  points:
                    active-power: { json: emeters.0.power, unit: kW, scale: -1 }
                    voltage.L1: /emeters/0/voltage
                    active-energy-import: { json: /a~1b/total }
              slow:
                http:
                  url: http://127.0.0.1:%1$d/status
                  every: 5s
                  headers: { X-Key: abc }
                  points: { active-power: emeters.0.power }
                fresh-for: 1m
              valid:
                http:
                  url: http://127.0.0.1:%1$d/status
                  every: 500ms
                  valid: all
                  points:
                    active-power: { json: p, valid: ok }
                    voltage.L1: u
              whole:
                http:
                  url: http://127.0.0.1:%1$d/status
                  every: 200ms
                  points: { active-power: a, voltage.L1: b, active-energy-import: c }
              twice:
                sum: [shelly, shelly]
              both:
                sum: [shelly, slow]
                max-skew: 1m
            """.formatted(
                        server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("X-Key");
        seen.updateAndGet(before -> key == null ? before : key);
        Supplier<String> numbers = counting;
        byte[] body = (numbers == null ? document.get() : numbers.get()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @AfterEach
    void close() {
        site.close();
        server.stop(0);
    }

    @Test
    void fieldsAreFoundByPointerAndByDots() {
        await().until(() -> site.value("shelly", ENERGY) == 12500);
        assertThat(site.value("shelly", POWER)).isEqualTo(-1500);
        assertThat(site.value("shelly", VOLTAGE)).isEqualTo(231.25);
        assertThat(seen.get()).isEqualTo("abc");
    }

    @Test
    void aVirtualMeterFollowsItsParts() {
        await().until(() -> site.value("twice", POWER) == -3000);
        document.set("{\"emeters\":[{\"power\":2}]}");
        await().until(() -> site.value("twice", POWER) == -4000);
    }

    @Test
    void howFarThePartsOfASumAreApartIsSeenAlsoWhileItIsAllowed() {
        await().until(() -> site.gauge("both.sum", "skew-ms") > 500);
        assertThat(site.counter("both.sum", "skewed")).isZero();
        assertThat(site.gauge("twice.sum", "skew-ms")).isZero();
    }

    @Test
    void aFieldThatIsMissingOrNoNumberIsAbsentAndTheOthersStay() {
        await().until(() -> site.value("shelly", VOLTAGE) == 231.25);
        for (String power : new String[] {"null", "true", "[1]", "{}", "\"off\""}) {
            document.set("{\"emeters\":[{\"power\":1,\"voltage\":230}]}");
            await().until(() -> site.value("shelly", POWER) == -1000);
            document.set("{\"emeters\":[{\"power\":" + power + ",\"voltage\":230}]}");
            await().until(() -> Double.isNaN(site.value("shelly", POWER)));
            assertThat(site.value("shelly", VOLTAGE)).as(power).isEqualTo(230);
        }
    }

    @Test
    void aFieldThatTheDocumentLacksIsNoNewsAndIsSaid() {
        await().until(() -> site.value("shelly", VOLTAGE) == 231.25);
        document.set("{\"emeters\":[{\"power\":2}]}");
        await().until(() -> site.value("shelly", POWER) == -2000);
        assertThat(site.value("shelly", VOLTAGE)).isEqualTo(231.25);
        await().until(() -> site.troubles("shelly.poll").contains("voltage.L1: path `emeters.0.voltage` missing in"));
        document.set("{\"emeters\":[{\"power\":2,\"voltage\":230}]}");
        await().until(() -> !site.troubles("shelly.poll").contains("voltage.L1"));
    }

    @Test
    void aDocumentWithoutAnyUsableValueIsNotUp() {
        for (String useless : new String[] {"{}", "{\"emeters\":[{\"power\":\"5 bananas\"}]}", "[]", "4711"}) {
            document.set("{\"emeters\":[{\"power\":1,\"voltage\":230}]}");
            await().until(() -> site.state("slow.poll") == Health.State.UP);
            document.set(useless);
            await().until(() -> site.state("slow.poll") == Health.State.WAITING);
            assertThat(site.reason("slow.poll")).contains("no value can be used: active-power");
        }
    }

    @Test
    void aNumberThatIsNoneCostsItsFieldAlone() {
        for (String power : new String[] {"NaN", "-Infinity", "nan", "inf"}) {
            document.set("{\"emeters\":[{\"power\":1,\"voltage\":230}]}");
            await().until(() -> site.value("shelly", POWER) == -1000);
            document.set("{\"emeters\":[{\"power\":" + power + ",\"voltage\":229}]}");
            await().until(() -> site.value("shelly", VOLTAGE) == 229);
            assertThat(site.readings("shelly").has(POWER)).as(power).isFalse();
        }
    }

    @Test
    void whatTheDocumentCallsInvalidIsAbsent() {
        String text = "{\"all\":%s,\"p\":5,\"ok\":%s,\"u\":230}";
        document.set(text.formatted("true", "true"));
        await().until(() -> site.value("valid", POWER) == 5);
        document.set(text.formatted("true", "false"));
        await().until(() -> !site.readings("valid").has(POWER));
        assertThat(site.value("valid", VOLTAGE)).isEqualTo(230);
        document.set(text.formatted("false", "true"));
        await().until(() -> !site.readings("valid").has(VOLTAGE));
        assertThat(site.readings("valid").has(POWER)).isFalse();
    }

    @Test
    void oneDocumentIsOneState() {
        document.set("{\"a\":0,\"b\":0,\"c\":0}");
        await().until(() -> site.value("whole", VOLTAGE) == 0);
        AtomicInteger next = new AtomicInteger();
        counting = () -> {
            int number = next.incrementAndGet();
            return "{\"a\":" + number + ",\"b\":" + number + ",\"c\":" + number + "}";
        };
        double last = 0;
        while (last < 20) {
            Readings readings = site.readings("whole");
            last = readings.value(POWER);
            assertThat(readings.value(VOLTAGE)).isEqualTo(last);
            assertThat(readings.value(ENERGY)).isEqualTo(last);
        }
    }

    @Test
    void aDocumentThatIsCutOffChangesNothing() {
        await().until(() -> site.value("shelly", POWER) == -1500);
        document.set("{\"emeters\":[{\"power\":9,\"voltage\":9");
        await().until(() -> site.counter("shelly.poll", "unusable-answers") > 0);
        assertThat(site.value("shelly", POWER)).isEqualTo(-1500);
        await().until(() -> site.reason("shelly.poll").contains("not JSON"));
    }

    @Test
    void whatIsWrongInAConfigurationIsToldWhereItStands() {
        assertThat(Site.problems(HttpProtocol.create(), """
            meters:
              shelly:
                http:
                  url: http://127.0.0.1/status
                  points:
                    active-pover: a.b
                    voltage: { json: a, unit: kW }
                    serial: c
                    current: { json: /a~2 }
            """))
                .anyMatch(line -> line.contains("active-pover") && line.contains("did you mean 'active-power'"))
                .anyMatch(line -> line.contains("voltage.unit") && line.contains("'kW' is not a unit of voltage"))
                .anyMatch(line -> line.contains("serial is a text"))
                .anyMatch(line -> line.contains("current") && line.contains("~0"))
                .hasSize(4);
    }
}
