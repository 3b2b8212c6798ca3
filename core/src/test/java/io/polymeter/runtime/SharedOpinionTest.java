package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.link.Health;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several links reach one device, or several devices behind one address. Twenty seconds pass in one.
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set by each test
class SharedOpinionTest {

    private static final Path HERE = Path.of(".");
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);
    private static final Duration SOON = Duration.ofMillis(1500);

    private SunspecDevice device;
    private TcpServer server;
    private House house;

    @AfterEach
    void stop() {
        house.close();
        if (device != null) {
            device.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private double power(String meter) {
        return house.polymeter()
                .meters()
                .find(meter)
                .orElseThrow()
                .state()
                .readings()
                .value(POWER);
    }

    /// What a back-off of a minute takes here, at least; whoever is back before was woken.
    @Test
    void aDeviceThatAProxyTalksToIsPolledAtOnce() throws Exception {
        device = new SunspecDevice(1);
        device.chain(40000, 65, SunspecDevice.meter(230, 0));
        device.sleep();
        int proxy = House.freePort();
        house = new House(HERE, """
                meters:
                  grid: { profile: auto, modbus: { poll: "tcp://127.0.0.1:%d", unit: 1 } }
                outputs:
                  shared: { meter: grid, modbus: { proxy: "tcp://127.0.0.1:%d" } }
                """.formatted(device.port(), proxy), new FastClock(20));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> house.link("grid.poll").restarts() >= 7);
        device.wake();
        try (ModbusClient client = House.client(proxy)) {
            await().ignoreExceptions().until(() -> House.read(client, 1, 40000, 2) instanceof Response.ReadRegisters);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(power("grid")).isEqualTo(230));
    }

    /// Two inverters and a unit that nobody is, behind one address.
    @Test
    void aSilentUnitBlindsNoOther() throws Exception {
        SunspecDevice first = new SunspecDevice(126).chain(40000, 66, SunspecDevice.inverter(412, 70_000, 4));
        SunspecDevice second = new SunspecDevice(127).chain(40000, 65, SunspecDevice.inverter(50, 70_000, 4));
        AtomicInteger unanswered = new AtomicInteger();
        RequestHandler gateway = (unit, request, peer) -> switch (unit) {
            case 126 -> first.handle(unit, request, peer);
            case 127 -> second.handle(unit, request, peer);
            default -> {
                unanswered.incrementAndGet();
                yield Answer.SILENCE;
            }
        };
        serve(gateway);
        String address = "tcp://127.0.0.1:" + port;
        house = new House(HERE, """
                meters:
                  east: { profile: auto, modbus: { poll: "%1$s", unit: 126, timeout: 300ms } }
                  west: { profile: auto, modbus: { poll: "%1$s", unit: 127, timeout: 300ms } }
                  lost: { profile: auto, modbus: { poll: "%1$s", unit: 128, timeout: 300ms } }
                """.formatted(address), new FastClock(20));
        await().untilAsserted(() -> assertThat(power("east")).isEqualTo(4120));
        await().untilAsserted(() -> assertThat(power("west")).isEqualTo(500));
        await().until(() -> house.link("lost.poll").restarts() >= 3);
        long polls = house.link("west.poll").counters().getOrDefault("polls", 0L);
        await().until(() -> house.link("west.poll").counters().getOrDefault("polls", 0L) > polls + 5);
        assertThat(house.link("east.poll").state()).isEqualTo(Health.State.UP);
        assertThat(house.link("lost.poll").state()).isEqualTo(Health.State.DOWN);
        assertThat(unanswered)
                .as("a reply of another unit does not end the back-off of a silent one")
                .hasValueLessThanOrEqualTo(house.link("lost.poll").restarts() + 1);
        first.close();
        second.close();
    }

    private int port;

    private void serve(RequestHandler handler) throws Exception {
        server = TcpServer.open();
        port = server.listen(TcpListener.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), handler))
                .localAddress()
                .getPort();
    }

    /// A device that is busy for one link is there for all.
    @Test
    void aMeterThatRefusesWhatAProxysClientAsksIsPolledOn() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        serve((_, request, _) -> {
            asked.incrementAndGet();
            return request instanceof Request.ReadInputRegisters(int address, int count) && address < 400
                    ? new Response.ReadRegisters(4, Words.of(new int[count]))
                    : new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_DATA_ADDRESS);
        });
        int proxy = House.freePort();
        house = new House(HERE, """
                meters:
                  grid: { profile: eastron-sdm630, modbus: { poll: "tcp://127.0.0.1:%d", unit: 1 } }
                outputs:
                  shared: { meter: grid, modbus: { proxy: "tcp://127.0.0.1:%d" } }
                """.formatted(port, proxy), new FastClock(20));
        await().until(() -> house.link("grid.poll").state() == Health.State.UP);
        try (ModbusClient client = House.client(proxy)) {
            for (int i = 0; i < 50; i++) {
                assertThat(House.read(client, 1, 50_000, 2))
                        .isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
            }
        }
        assertThat(house.link("grid.poll").state()).isEqualTo(Health.State.UP);
        assertThat(house.link("grid.poll").restarts()).isZero();
    }
}
