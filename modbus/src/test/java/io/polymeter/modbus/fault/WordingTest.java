package io.polymeter.modbus.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.ProtocolException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WordingTest {

    @Test
    void placesAreFilledInTheirOrder() {
        Wording wording = Wording.of("unit-says", "{place}, unit {unit}: {why}", "10.0.0.2:502", 7, "silent");
        assertThat(wording.text()).isEqualTo("10.0.0.2:502, unit 7: silent");
        assertThat(wording.places()).containsExactly("place", "unit", "why");
    }

    @Test
    void bracesOfYamlAreNoPlace() {
        Wording wording = Wording.of("x", "set `tls: { trust: {value} }` or {}", "a{b}c");
        assertThat(wording.text()).isEqualTo("set `tls: { trust: a{b}c }` or {}");
        assertThat(wording.places()).containsExactly("value");
    }

    @Test
    void aFaultIsTakenApartWhereItCanBe() {
        Worded fault = new ProtocolException(Wording.of("answer-empty", "an empty answer"));
        assertThat(Wording.of((ProtocolException) fault)).isEqualTo(fault.wording());
        assertThat(Wording.of(new IOException("Broken pipe"))).isEqualTo("Broken pipe");
    }
}
