package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.server.Loopback;
import io.polymeter.modbus.server.ServerPort;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.modbus.server.TestRegisters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Our client and our server, over real sockets.
@Timeout(10)
class TcpExchangeTest {

    @Test
    void everyKindOfRequestIsAnsweredToWhoAsked() throws Exception {
        try (TcpServer server = TcpServer.open();
                ServerPort port = server.listen(TcpListener.plain(Loopback.anyPort(), TestRegisters::answer));
                TcpClient client = Loopback.client(port)) {
            Response words = client.send(7, new Request.ReadHoldingRegisters(100, 125));
            assertThat(words).isEqualTo(TestRegisters.at(3, 7, 100, 125));
            assertThat(client.send(9, new Request.ReadInputRegisters(3, 1))).isEqualTo(TestRegisters.at(4, 9, 3, 1));
            assertThat(client.send(1, new Request.WriteSingleRegister(5, 6)))
                    .isEqualTo(new Response.WriteSingleRegister(5, 6));
            assertThat(client.send(1, new Request.ReadCoils(0, 8)))
                    .isEqualTo(new Response.Refusal(1, ExceptionCode.ILLEGAL_FUNCTION));
            assertThat(client.counters().connects()).isEqualTo(1);
            assertThat(port.counters().requests()).isEqualTo(4);
            assertThat(port.counters().refusals()).isEqualTo(1);
        }
    }
}
