package io.polymeter.config.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "tcp://192.168.1.20,            tcp://192.168.1.20:502",
        "tcp://plc.local:1502/,         tcp://plc.local:1502",
        "tls://meter,                   tls://meter:802",
        "tcp://[fe80::1],               tcp://[fe80::1]:502",
        "tls://[::]:1802,               tls://[::]:1802",
        "udp://0.0.0.0,                 udp://0.0.0.0:502",
        "rtu+tcp://10.0.0.7:4001,       rtu+tcp://10.0.0.7:4001",
        "rtu:///dev/serial/by-id/usb-1, rtu:///dev/serial/by-id/usb-1",
        "tcp://0.0.0.0:0,               tcp://0.0.0.0:0",
    })
    void readsItsForms(String text, String full) {
        assertThat(Endpoint.parse(text)).hasToString(full).isEqualTo(Endpoint.parse(full));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "192.168.1.20:502      | expected an endpoint such as tcp://",
                "/dev/ttyUSB0          | has no scheme: rtu:///dev/ttyUSB0",
                "tpc://host            | did you mean 'tcp'?",
                "http://host           | known are tcp, tls, udp, rtu and rtu+tcp",
                "tcp://                | has no address",
                "tcp://host:70000      | '70000' is not a port; ports are 0 to 65535",
                "tcp://host:           | '' is not a port",
                "tcp://host:50a        | '50a' is not a port",
                "tcp://:502            | the host is missing",
                "tcp://fe80::1         | an IPv6 address needs brackets: [fe80:",
                "tcp://[fe80::1        | has '[' without ']'",
                "tcp://[10.0.0.1]:502  | '10.0.0.1' in brackets is not an IPv6 address",
                "tcp://[::1]502        | '502' found after the host instead of :port",
                "tcp://300.1.1.1       | '300.1.1.1' is not an IPv4 address",
                "tcp://a/b             | 'a/b' is not a host name or address",
                "rtu+tcp://host        | has no port",
                "rtu://dev/ttyUSB0     | use the full path of a serial device: rtu:///dev/ttyUSB0",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void onlySerialLinesHaveSerialUnits() {
        assertThat(Endpoint.parse("rtu:///dev/ttyS0").isSerial()).isTrue();
        assertThat(Endpoint.parse("rtu+tcp://h:1").isSerial()).isTrue();
        assertThat(Endpoint.parse("tcp://h").isSerial()).isFalse();
        assertThat(Endpoint.parse("tls://h").isSerial()).isFalse();
        assertThat(Endpoint.parse("udp://h").isSerial()).isFalse();
    }

    /// Also where it stands in an address that knows no login: what is refused may be a password.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://bob:Xq7Zw9pass@10.0.0.1",
                "tls://Xq7Zw9pass@10.0.0.1:802",
                "rtu+tcp://bob:Xq7Zw9pass@10.0.0.1:4001",
                "udp://bob:Xq7Zw9pass@[::1]:502",
                "tcp://bob:p@Xq7Zw9pass@10.0.0.1"
            })
    void aPasswordInAnAddressIsNotRepeated(String text) {
        assertThatThrownBy(() -> Endpoint.parse(text))
                .hasMessageContaining("holds a user or a password")
                .hasMessageNotContaining("Xq7Zw9pass");
    }
}
