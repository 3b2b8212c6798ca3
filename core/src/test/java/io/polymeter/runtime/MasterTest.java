package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.Configuration;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.server.ServerPort;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.profile.Catalog;
import io.polymeter.register.RegisterImage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// A meter writes to slaves, as a KSEM does.
class MasterTest {

    private final AtomicReference<RegisterImage> written = new AtomicReference<>(RegisterImage.EMPTY);
    private final AtomicInteger writes = new AtomicInteger();

    @Test
    void theSlaveGetsTheSelectedRangesAgainAndAgainAndNothingElse() throws Exception {
        try (TcpServer server = TcpServer.open();
                Polymeter polymeter = start(slave(server, -1), "{ power: phases, energy: total }")) {
            await().until(() -> writes.get() >= 6);
            RegisterImage image = written.get();
            assertThat(image.covers(40, 106)).isTrue();
            assertThat(image.covers(512, 40)).isTrue();
            assertThat(image.oldestAge(0, 40, 0)).isEqualTo(Long.MIN_VALUE);
            assertThat(image.oldestAge(552, 300, 0)).isEqualTo(Long.MIN_VALUE);
            int voltage = Objects.requireNonNull(image.words(62, 2)).get(0) << 16
                    | Objects.requireNonNull(image.words(62, 2)).get(1);
            assertThat(voltage).isBetween(220_000, 240_000);
            assertThat(polymeter.snapshot().links())
                    .anyMatch(link -> link.name().equals("plc.push1"));
        }
    }

    @Test
    void aRefusedBlockIsShownAndTheOthersAreWritten() throws Exception {
        try (TcpServer server = TcpServer.open();
                Polymeter polymeter = start(slave(server, 512), "{ power: phases, energy: total }")) {
            await().until(() -> writes.get() >= 4);
            assertThat(written.get().covers(40, 106)).isTrue();
            Snapshot.Link link = polymeter.snapshot().links().stream()
                    .filter(one -> one.name().equals("plc.push1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(link.reason()).contains("refuses registers 512-551 with exception 2");
            assertThat(link.counters().get("refused-by-slave")).isEqualTo(1);
        }
    }

    private ServerPort slave(TcpServer server, int refused) throws Exception {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return server.listen(TcpListener.plain(any, (_, request, _) -> answer(request, refused)));
    }

    private Answer answer(Request request, int refused) {
        if (request instanceof Request.WriteMultipleRegisters(int address, var words) && address != refused) {
            written.updateAndGet(image -> image.with(address, words, 1));
            writes.incrementAndGet();
            return new Response.WriteMultiple(16, address, words.count());
        }
        return new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_DATA_ADDRESS);
    }

    private static Polymeter start(ServerPort slave, String send) {
        int port = slave.localAddress().getPort();
        String yaml = """
                meters:
                  device: { profile: kostal-ksem, simulate: summer-day }
                outputs:
                  plc: { meter: device, modbus: { push: ["tcp://127.0.0.1:PORT"], send: SEND } }
                """.replace("PORT", String.valueOf(port)).replace("SEND", send);
        List<Protocol> protocols = List.of(new SimulateProtocol(), new ModbusProtocol());
        Wiring wiring = new Wiring(Catalog.builtIn(), protocols);
        Configuration configuration = Configuration.parse(
                Path.of("polymeter.yaml"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        assertThat(configuration.problems().sorted()).isEmpty();
        return Polymeter.start(Objects.requireNonNull(plan));
    }
}
