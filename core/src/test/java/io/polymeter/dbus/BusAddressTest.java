package io.polymeter.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.polymeter.dbus.BusAddress.Place;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where a bus is found.
class BusAddressTest {

    private static BusAddress parse(String text, Map<String, String> environment) {
        return BusAddress.parse(text, environment::get);
    }

    @Test
    void theSystemBusIsWhereItAlwaysIsUnlessTheEnvironmentSaysOtherwise() {
        assertThat(parse("system", Map.of()).places()).startsWith(new Place.Unix("/run/dbus/system_bus_socket"));
        assertThat(parse("system", Map.of("DBUS_SYSTEM_BUS_ADDRESS", "tcp:host=gx,port=78"))
                        .places())
                .containsExactly(new Place.Tcp("gx", 78));
        assertThat(parse("session", Map.of("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=/run/dbus-x,guid=12"))
                        .places())
                .containsExactly(new Place.Abstract("/run/dbus-x"));
        assertThat(parse("session", Map.of("XDG_RUNTIME_DIR", "/run/user/7")).places())
                .containsExactly(new Place.Unix("/run/user/7/bus"));
    }

    @Test
    void placesAreTriedInTurnAndThoseThatCannotBeUsedAreLeftOut() {
        assertThat(parse("unixexec:path=ssh;unix:path=/a%20b;tcp:host=::1,port=78,family=ipv6", Map.of())
                        .places())
                .containsExactly(new Place.Unix("/a b"), new Place.Tcp("::1", 78));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sistem                | there are system, session, unix:path",
                "tcp:host=gx           | needs a port from 1 to 65535",
                "tcp:host=gx,port=0    | needs a port from 1 to 65535",
                "nonce-tcp:port=1      | which is not supported",
                "unix:dir=/tmp         | which is not supported",
                "unix:path             | is no key=value",
                "unix:path=/a%2        | two hexadecimal digits",
                "unix:path=/a%zz       | two hexadecimal digits",
            })
    void whatIsNoAddressIsSaidSoInWords(String text, String words) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(text, Map.of()))
                .withMessageContaining(words);
    }
}
