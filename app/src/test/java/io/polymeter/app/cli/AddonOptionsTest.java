package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What each option of the add-on becomes; the whole of it is checked by the program itself elsewhere.
class AddonOptionsTest {

    private static String yaml(String options) throws Exception {
        String power = "\"current_power\": \"P\"";
        return AddonOptions.yaml(JsonValue.parse("{%s%s%s}".formatted(power, options.isEmpty() ? "" : ", ", options)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                     | url: \"http://supervisor/core\"",
                "                                     | active-power: { entity: \"P\", scale: -1 }",
                "                                     | phase: L1",
                "                                     | unit: 240 }",
                "                                     | serial: \"00000050\"",
                "                                     | log: { level: info }",
                "\"openhab_host\": \"oh\"             | url: \"http://oh:8080\"",
                "\"openhab_host\": \" oh:81 \"        | url: \"http://oh:81\"",
                "\"openhab_host\": \"https://oh/x\"   | url: \"https://oh/x\"",
                "\"openhab_host\": \"oh\"             | active-power: { item: \"P\", scale: -1 }",
                "\"current_voltage\": \"U\"           | voltage: { entity: \"U\" }",
                "\"energy_counter_out\": \"E\"        | active-energy-export: { entity: \"E\" }",
                "\"connected_phase\": 3               | phase: L3",
                "\"connected_phase\": \"2\"           | phase: L2",
                "\"modbus_tcp_address\": 15           | unit: 255 }",
                "\"modbus_tcp_address\": 15           | serial: \"00000065\"",
                "\"time_zone\": \"Europe/Berlin\"     | site: { timezone: \"Europe/Berlin\" }",
                "\"loglevel\": \"CRITICAL\"           | log: { level: error }",
                "\"loglevel\": \"Trace\"              | log: { level: trace }",
                "\"mqtt_broker\": \"core-mosquitto\"  | broker: \"mqtt://core-mosquitto\"",
                "\"mqtt_broker\": \"mqtts://b:8883\"  | broker: \"mqtts://b:8883\"",
                // What looks like a variable is none.
                "\"mqtt_broker\": \"b\", \"mqtt_password\": \"${X}\" | password: \"$${X}\"",
            })
    void anOptionBecomes(String options, String line) throws Exception {
        assertThat(yaml(options == null ? "" : options)).contains(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"connected_phase\": 4         | connected_phase: expected a whole number from 1 to 3, found '4'",
                "\"connected_phase\": \"L1\"    | connected_phase: expected a whole number from 1 to 3, found 'L1'",
                "\"connected_phase\": 1.5       | connected_phase: expected a whole number from 1 to 3, found '1.5'",
                "\"modbus_tcp_address\": 16     | modbus_tcp_address: expected a whole number from 0 to 15, found '16'",
                "\"modbus_tcp_address\": -1     | modbus_tcp_address: expected a whole number from 0 to 15, found '-1'",
                "\"loglevel\": \"loud\"         | loglevel: expected error, warning, info, debug or trace, found 'loud'",
            })
    void whatIsWrongIsToldByName(String options, String message) {
        assertThatThrownBy(() -> yaml(options))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(2))
                .hasMessageContaining(message);
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertThatThrownBy(() -> AddonOptions.yaml(JsonValue.parse(
                        "{\"connected_phase\": 0, \"modbus_tcp_address\": 99, \"current_power\": \" \"}")))
                .hasMessageContaining("connected_phase")
                .hasMessageContaining("modbus_tcp_address")
                .hasMessageContaining("names an item");
    }

    @Test
    void withoutABrokerNothingIsTold() throws Exception {
        assertThat(yaml("\"mqtt_username\": \"u\"")).doesNotContain("mqtt");
    }
}
