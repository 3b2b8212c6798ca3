package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.modbus.net.ListenException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class PortOpenerTest {

    @Test
    void aPortIsTakenWhileItIsOpenAndFreeAgainWhenClosed() throws Exception {
        try (TcpServer server = TcpServer.open()) {
            PortOpener opener = server::listen;
            OpenPort port = opener.listen(TcpListener.plain(Loopback.anyPort(), TestRegisters::answer));
            int number = port.localAddress().getPort();
            assertThat(number).isPositive();
            TcpListener same = TcpListener.plain(port.localAddress(), TestRegisters::answer);
            assertThatExceptionOfType(ListenException.class).isThrownBy(() -> opener.listen(same));
            Loopback.socket(number).close();
            port.close();
            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Loopback.socket(number));
            try (OpenPort again = opener.listen(same)) {
                assertThat(again.localAddress().getPort()).isEqualTo(number);
                assertThat(again.counters().accepted()).isZero();
            }
        }
    }
}
