package io.polymeter.config.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedAddressTest {

    @Test
    void aPortThatIsNotSaidIsThePreset() {
        assertThat(ServedAddress.parse("http://0.0.0.0", "http://", 80)).isEqualTo(new HostPort("0.0.0.0", 80));
        assertThat(ServedAddress.parse("http://h:81/", "http://", 80)).isEqualTo(new HostPort("h", 81));
    }

    @ParameterizedTest
    @CsvSource({
        "https://h, 'expected an address such as http://0.0.0.0:80'",
        "http://, '''http://'' has no address'",
        "http:///, '''http:///'' has no address'",
        "http://h/path, '''http://h/path'' has a path'",
    })
    void whatIsNoAddressToServeIsRefused(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServedAddress.parse(text, "http://", 80))
                .withMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource({
        "tcp://h, tcp://h:502",
        "tcp://h:1/, tcp://h:1",
        "tls://h, tls://h:802",
        "udp://h, udp://h:502",
        "rtu:///dev/ttyUSB0, rtu:///dev/ttyUSB0",
        "rtu+tcp://h:4001, rtu+tcp://h:4001",
    })
    void anEndpointIsReadByItsScheme(String text, String shown) {
        assertThat(EndpointParser.parse(text)).hasToString(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/ttyUSB0, '''/dev/ttyUSB0'' has no scheme: rtu:///dev/ttyUSB0'",
        "h:502, 'expected an endpoint such as tcp://192.168.1.20:502'",
        "tpc://h, '''tpc'' is not a known scheme; did you mean ''tcp''?'",
        "http://h, '''http'' is not a known scheme'",
        "tcp://, '''tcp://'' has no address'",
        "rtu://ttyUSB0, '''rtu://ttyUSB0'': use the full path of a serial device'",
    })
    void whatIsNoEndpointIsRefused(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EndpointParser.parse(text))
                .withMessageStartingWith(message);
    }
}
