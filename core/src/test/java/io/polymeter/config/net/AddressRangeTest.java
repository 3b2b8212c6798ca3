package io.polymeter.config.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "any,                 203.0.113.9,     true",
        "any,                 2001:db8::1,     true",
        "192.168.178.100,     192.168.178.100, true",
        "192.168.178.100,     192.168.178.101, false",
        "192.168.1.0/24,      192.168.1.255,   true",
        "192.168.1.0/24,      192.168.2.0,     false",
        "10.0.0.0/9,          10.127.255.255,  true",
        "10.0.0.0/9,          10.128.0.0,      false",
        "192.168.1.37/30,     192.168.1.39,    true",
        "192.168.1.37/30,     192.168.1.40,    false",
        "0.0.0.0/0,           8.8.8.8,         true",
        "0.0.0.0/0,           2001:db8::1,     false",
        "2001:db8::/33,       2001:db8:7fff::, true",
        "2001:db8::/33,       2001:db8:8000::, false",
        "[fe80::1],           fe80::1,         true",
        "::1,                 127.0.0.1,       false",
        "::ffff:192.168.1.9,  192.168.1.9,     true",
    })
    void containsWhatItNames(String range, String address, boolean expected) {
        assertThat(AddressRange.parse(range).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(expected);
    }

    @Test
    void aMappedAddressCountsAsItsIpv4Address() throws UnknownHostException {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, (byte) 168, 1, 9};
        InetAddress address = Inet6Address.getByAddress("", mapped, -1);
        assertThat(address.getAddress()).hasSize(16);
        assertThat(AddressRange.parse("192.168.1.0/24").contains(address)).isTrue();
        assertThat(AddressRange.parse("192.168.2.0/24").contains(address)).isFalse();
    }

    @Test
    void aNameContainsNothingUntilItIsResolved() throws UnknownHostException {
        AddressRange name = AddressRange.parse("localhost");
        assertThat(name.isName()).isTrue();
        assertThat(name.contains(InetAddress.getLoopbackAddress())).isFalse();
        name.resolve();
        assertThat(name.contains(InetAddress.getLoopbackAddress())).isTrue();
        assertThat(name).isEqualTo(AddressRange.parse("localhost"));
    }

    @Test
    void severalContainWhatOneOfThemContains() {
        List<AddressRange> ranges = List.of(AddressRange.parse("10.0.0.1"), AddressRange.parse("192.168.0.0/16"));
        assertThat(AddressRange.anyContains(ranges, InetAddress.ofLiteral("192.168.77.1")))
                .isTrue();
        assertThat(AddressRange.anyContains(ranges, InetAddress.ofLiteral("10.0.0.2")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "192.168.1.0/33  | '/33' is not a network size; it is /0 to /32",
                "192.168.1.0/    | '/' is not a network size",
                "2001:db8::/129  | it is /0 to /128",
                "host/24         | 'host' is not an address",
                "192.168.1       | '192.168.1' is not an IPv4 address",
                "192.168.1.256   | '192.168.1.256' is not an IPv4 address",
                "a b             | 'a b' is not a host name or address",
                "\"\"              | the host is missing",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> AddressRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
