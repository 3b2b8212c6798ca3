package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Bits;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Eight registers are written and read on one port: what is answered, refused, counted and logged.
@Timeout(20)
class ConcentratorTest {

    private static final Words SAMPLE = Words.of(250, 260, 485, 536, 850, 456, 0x5685, 0xf9c0);

    private final int port = House.freePort();
    private final Lines log = new Lines();
    private House house;
    private ModbusClient client;

    @BeforeEach
    void start() {
        log.start();
        house = new House(Path.of("../examples"), yaml("127.0.0.1", "[127.0.0.0/8]"));
        client = House.client(port);
        await().ignoreExceptions().until(() -> House.read(client, 1, 0, 1) != null);
    }

    private String yaml(String from, String allow) {
        return """
                meters:
                  pv-field:
                    profile: ./pv-telemetry.yaml
                    modbus: { push: "tcp://127.0.0.1:%d", from: [%s] }
                outputs:
                  opta:
                    meter: pv-field
                    modbus: { serve: "tcp://127.0.0.1:%d", allow: %s }
                log: { statistics: 1h }
                """.formatted(port, from, port, allow);
    }

    @AfterEach
    void stop() {
        client.close();
        house.close();
        log.stop();
    }

    private static Response refusal(int function, ExceptionCode code) {
        return new Response.Refusal(function, code);
    }

    @Test
    void samplesAndReadsAreCountedAndLogged() throws Exception {
        House.write(client, 1, 0, SAMPLE);
        assertThat(House.read(client, 1, 0, 8)).isEqualTo(new Response.ReadRegisters(3, SAMPLE));
        await().untilAsserted(() -> assertThat(log.lines())
                .contains(
                        "[RX FROM ESP32] 2016-01-01T04:00:00+00:00 | P_ac=250.0W P_dc=260.0W V_dc=48.50V I_dc=5.36A"
                                + " G=850.0W/m² T_cell=45.6°C | Total RX: 1",
                        "[TX TO OPTA] Served registers 0-7 | Total served: 1"));
        assertThat(house.output("opta").statistics().served()).isEqualTo(1);

        house.close();
        assertThat(log.lines().getLast())
                .startsWith("[STATISTICS] Received (from ESP32): 1 | Served (to opta): 1 | Last Update: 2");
    }

    @Test
    void eightSingleWritesAreOneSample() throws Exception {
        for (int at = 0; at < 8; at++) {
            assertThat(client.send(1, new Request.WriteSingleRegister(at, SAMPLE.get(at))))
                    .isEqualTo(new Response.WriteSingleRegister(at, SAMPLE.get(at)));
        }
        assertThat(House.read(client, 1, 0, 8)).isEqualTo(new Response.ReadRegisters(3, SAMPLE));
        await().untilAsserted(() ->
                assertThat(log.lines()).anyMatch(line -> line.startsWith("[RX") && line.endsWith("| Total RX: 1")));
    }

    @Test
    void writesAndRefusedReadsAreNotServedReads() throws Exception {
        assertThat(House.read(client, 1, 0, 8)).isEqualTo(refusal(3, ExceptionCode.SERVER_DEVICE_FAILURE));
        House.write(client, 1, 0, SAMPLE);
        assertThat(House.read(client, 1, 1, 8)).isEqualTo(refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        assertThat(house.output("opta").statistics().served()).isZero();
        assertThat(house.output("opta").statistics().refused())
                .containsEntry("not-received", 2L)
                .containsEntry("no-such-address", 1L);
    }

    @Test
    void whatNobodyServesIsRefused() throws Exception {
        House.write(client, 1, 0, SAMPLE);
        assertThat(House.read(client, 2, 0, 1)).isEqualTo(refusal(3, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND));
        assertThat(client.send(1, new Request.ReadInputRegisters(0, 1)))
                .isEqualTo(refusal(4, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(client.send(1, new Request.ReadCoils(0, 1))).isEqualTo(refusal(1, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(client.send(1, new Request.WriteSingleCoil(0, true)))
                .isEqualTo(refusal(5, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(client.send(1, new Request.WriteMultipleCoils(0, Bits.of(true))))
                .isEqualTo(refusal(15, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(client.send(1, new Request.MaskWriteRegister(0, 0, 0)))
                .isEqualTo(refusal(22, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(House.read(client, 1, 65_535, 1)).isEqualTo(refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        assertThat(House.read(client, 1, 8, 1)).isEqualTo(refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        assertThat(House.write(client, 1, 7, Words.of(1, 2)))
                .isEqualTo(refusal(16, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        assertThat(House.read(client, 1, 0, 8)).isEqualTo(new Response.ReadRegisters(3, SAMPLE));
    }

    @Test
    void quantitiesOutsideTheSpecificationAreRefusedOnTheWire() throws Exception {
        assertThat(raw("000100000006 01 03 0000 0000")).isEqualTo("000100000003 01 83 03".replace(" ", ""));
        assertThat(raw("000200000006 01 03 0000 007e")).isEqualTo("000200000003 01 83 03".replace(" ", ""));
        assertThat(raw("000300000006 01 03 ffff 0002")).isEqualTo("000300000003 01 83 02".replace(" ", ""));
        assertThat(raw("000400000002 01 63")).isEqualTo("000400000003 01 e3 01".replace(" ", ""));
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(HexFormat.of().parseHex(request.replace(" ", "")));
            byte[] answer = new byte[9];
            new DataInputStream(socket.getInputStream()).readFully(answer);
            return HexFormat.of().formatHex(answer);
        }
    }

    @Test
    void readAndWriteInOneRequestSeesItsOwnWrite() throws Exception {
        House.write(client, 1, 0, SAMPLE);
        assertThat(client.send(1, new Request.ReadWriteMultipleRegisters(0, 2, 0, Words.of(7, 8))))
                .isEqualTo(new Response.ReadRegisters(23, Words.of(7, 8)));
    }

    @Test
    void whoMayNotWriteMayStillRead() throws Exception {
        House.write(client, 1, 0, SAMPLE);
        house.reload(Path.of("../examples"), yaml("127.0.0.2", "[127.0.0.1]"));
        assertThat(House.write(client, 1, 0, Words.of(9))).isEqualTo(refusal(16, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(client.send(1, new Request.WriteSingleRegister(0, 9)))
                .isEqualTo(refusal(6, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(client.send(1, new Request.ReadWriteMultipleRegisters(0, 1, 0, Words.of(9))))
                .isEqualTo(refusal(23, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(house.link("pv-field.push").counters()).containsEntry("refused-sender", 3L);
    }

    @Test
    void whoMayNotReadMayStillWriteAndStrangersAreNotEvenConnected() throws Exception {
        house.reload(Path.of("../examples"), yaml("127.0.0.1", "[127.0.0.2]"));
        House.write(client, 1, 0, SAMPLE);
        assertThat(House.read(client, 1, 0, 8)).isEqualTo(refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS));
        assertThat(house.output("opta").statistics().refused()).containsEntry("not-allowed", 1L);

        house.reload(Path.of("../examples"), yaml("127.0.0.3", "[127.0.0.2]"));
        try (ModbusClient stranger = House.client(port)) {
            assertThatThrownBy(() -> House.read(stranger, 1, 0, 1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void itSaysWhoItIs() throws Exception {
        Response answer = client.send(1, new Request.ReadDeviceIdentification(1, 0));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Response.DeviceIdentification.class,
                        identity -> assertThat(identity.objects())
                                .containsEntry(0, "Polymeter")
                                .containsEntry(1, "pv-telemetry"));
        assertThat(client.send(1, new Request.ReturnQueryData(Words.of(0xa537))))
                .isEqualTo(new Response.ReturnQueryData(Words.of(0xa537)));
    }

    /// What the telemetry log says.
    private static final class Lines extends Handler {

        private final Logger logger = Logger.getLogger("polymeter.telemetry");
        private final List<String> lines = new CopyOnWriteArrayList<>();

        void start() {
            logger.addHandler(this);
        }

        void stop() {
            logger.removeHandler(this);
        }

        List<String> lines() {
            return lines;
        }

        @Override
        public void publish(LogRecord record) {
            lines.add(record.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
