package io.polymeter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8080", "[::1]:8080"})
    void thisMachineIsCalledByItsLoopbackNames(String host) {
        assertThat(new HostNames(List.of(), true).ours(host)).isTrue();
        assertThat(new HostNames(List.of(), false).ours(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "127.0.0.1.evil.example",
                "localhost.evil.example:8080",
                "192.168.1.5.evil.example",
                "",
                "a b",
                "127.0.0.1:8080@evil.example",
                "[::1",
                "evil.example#.local",
                "evil.example/.local"
            })
    void aNameOfTheInternetIsNotOurs(String host) {
        assertThat(new HostNames(List.of(), true).ours(host)).isFalse();
        assertThat(new HostNames(List.of(), false).ours(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.5:8080", "pi", "pi.local:8080", "pi.fritz.box", "[fe80::1]:8080"})
    void inTheNetworkAddressesAndLocalNamesAreOurs(String host) {
        assertThat(new HostNames(List.of(), false).ours(host)).isTrue();
        assertThat(new HostNames(List.of(), true).ours(host))
                .as("not on loopback")
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConfiguredNameIsOurs(boolean loopback) {
        HostNames hosts = new HostNames(List.of("Meters.example.org"), loopback);
        assertThat(hosts.ours("meters.example.org:443")).isTrue();
        assertThat(hosts.ours("other.example.org")).isFalse();
        assertThat(hosts.same("https://meters.example.org", "127.0.0.1:8080")).isTrue();
        assertThat(new HostNames(List.of("any"), loopback).ours("whatever.example"))
                .isTrue();
    }
}
