package io.polymeter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class DeviceAddressTest {

    @Test
    void aMovedDeviceKeepsWhatStandsAroundItsAddress() {
        DeviceAddress address = DeviceAddress.of(URI.create("https://192.168.1.9:8443/rpc?id=0"), "http.url");
        assertThat(address.host()).isEqualTo("192.168.1.9");
        assertThat(address.moved("192.168.1.77", -1)).isEqualTo("https://192.168.1.77:8443/rpc?id=0");
        assertThat(address.moved("fe80::1", 443)).isEqualTo("https://[fe80::1]:443/rpc?id=0");
    }

    @Test
    void aPortThatWasNotSaidIsNotSaidAfterwards() {
        DeviceAddress address = DeviceAddress.of(URI.create("http://meter.local/status"), "http.url");
        assertThat(address.moved("192.168.1.77", -1)).isEqualTo("http://192.168.1.77/status");
        assertThat(new DeviceAddress("a", -1, "http.host", "", "").moved("b", -1))
                .isEqualTo("b");
    }
}
