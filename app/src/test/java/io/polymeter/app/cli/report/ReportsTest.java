package io.polymeter.app.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.Consumers;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Words;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What commands print.
class ReportsTest {

    private static final Consumers CONSUMERS =
            new Consumers(Protocol.kinds(List.of(new ModbusProtocol())).sinks());

    private static Consumer consumer(String id) {
        return CONSUMERS.find(id).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grid     | -1500 | feeds 1.50 kW into the grid",
                "grid     | 1500  | takes 1.50 kW from the grid",
                "producer | 3210  | produces 3.21 kW",
                "producer | -5    | produces -0.01 kW",
                "storage  | 800   | charges 0.80 kW",
                "storage  | -800  | discharges 0.80 kW",
                "vehicle  | 11000 | takes 11.00 kW",
                "consumer | -10   | gives 0.01 kW",
                "other    | 1     | imports 0.00 kW",
            })
    void aMeterIsSaidInTheWordsOfItsRole(String role, double watts, String words) throws JsonException {
        String status = """
            {"sentences":["All is well."],"meters":{"m":{"state":"fresh","role":"ROLE","age-s":0.5,
            "values":{"active-power":WATTS,"state-of-charge":41.6}}},"outputs":{}}
            """.replace("ROLE", role).replace("WATTS", String.valueOf(watts));
        String text = StatusReport.text(JsonValue.parse(status), JsonValue.parse("{}"));
        assertThat(text).startsWith("All is well.\nm " + words);
        assertThat(text.contains("42 % charged")).isEqualTo(role.equals("storage") || role.equals("vehicle"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fresh  | 60   | 0    | is asked 60 times a minute, all answered",
                "stale  | 60   | 0.25 | is asked 60 times a minute, 25.0 % refused, its values are too old",
                "fresh  | 0    | null | is shown, nobody has asked",
                "absent | null | null | is shown, it has no values",
                "down   | null | null | is shown, it does not work",
            })
    void anOutputIsSaidWithWhatItsConsumersGet(String state, String asked, String refused, String words)
            throws JsonException {
        String status = "{\"outputs\":{\"o\":{\"state\":\"" + state + "\",\"asked-per-minute\":" + asked
                + ",\"refused-share\":" + refused + "}}}";
        assertThat(StatusReport.text(JsonValue.parse(status), JsonValue.parse("{}")))
                .isEqualTo("o " + words + "\n");
    }

    @Test
    void moreThanTenLinesAreShortened() throws JsonException {
        StringBuilder meters = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            meters.append(i == 0 ? "" : ",").append("\"m").append(i).append("\":{\"state\":\"absent\"}");
        }
        String text = StatusReport.text(JsonValue.parse("{\"meters\":{" + meters + "}}"), JsonValue.parse("{}"));
        assertThat(text.lines()).hasSize(StatusReport.LINES);
        assertThat(text).endsWith("and 11 more: `polymeter status --json`\n");
    }

    @Test
    void theHouseIsSaidInTwoLines() throws JsonException {
        JsonValue home = JsonValue.parse("""
            {"now":{"producer":{"power_w":4200},"grid":{"power_w":-1500},"storage":{"power_w":700,"charge_percent":55},
             "vehicle":{"state":"asleep"},"house":{"power_w":2000}},
             "today":{"produced_wh":12345,"exported_wh":2000,"self_consumption":0.84,"covered":0.5}}
            """);
        assertThat(HomeReport.lines(home))
                .containsExactly(
                        "Now: the sun gives 4.20 kW, the grid takes 1.50 kW, the battery charges 0.70 kW (55 %),"
                                + " the car sleeps, the house takes 2.00 kW",
                        "Today: produced 12.35 kWh, fed in 2.00 kWh, self-consumption 84 %, heard 50 % of the time");
        assertThat(HomeReport.lines(JsonValue.parse("{\"now\":{},\"today\":null}")))
                .isEmpty();
        assertThat(HomeReport.lines(JsonValue.parse(
                        "{\"now\":{\"grid\":{\"power_w\":null},\"house\":{\"unknown\":\"no-producer\"}}}")))
                .containsExactly("Now: the grid is not known, what the house takes is not measured");
    }

    @Test
    void registersAreShownWithTheirMeaningAndHolesAsHoles() throws JsonException {
        Profile ksem = Catalog.builtIn().find("kostal-ksem").orElseThrow();
        RegisterImage image = RegisterImage.EMPTY.with(0, Words.of(0, 12345, 0, 0), 1);
        assertThat(ReadReport.table(ksem, image)).containsPattern("0-1 .* 1234.5 +W .*0000 3039");
        JsonValue json = JsonValue.parse(ReadReport.json(ksem, image));
        assertThat(json.text("profile")).isEqualTo("kostal-ksem");
        assertThat(JsonText.of(json)).contains("\"words\":[0,12345]");
        assertThat(ReadReport.words(new Range(0, 9), image))
                .isEqualTo("    0      0 12345     0     0     -     -     -     -\n    8      -\n");
        assertThat(ReadReport.json(new Range(0, 2), image, 3)).isEqualTo("{\"address\":0,\"words\":[0,12345]}\n");
        assertThat(ReadReport.json(new Range(8, 2), image, 4))
                .isEqualTo("{\"address\":8,\"words\":null,\"function\":4}\n");
        assertThat(ReadReport.words(ExceptionCode.ILLEGAL_DATA_ADDRESS)).isEqualTo("illegal data address");
    }

    @Test
    void aConsumerIsExplainedForPeopleAndPrograms() throws JsonException {
        Consumer gen24 = consumer("fronius-gen24");
        assertThat(ConsumerText.of(gen24))
                .startsWith("Fronius GEN24")
                .contains("by tcp 502", "consumer: fronius-gen24");
        assertThat(ConsumerText.way(gen24.usual())).isEqualTo("tcp 502");
        JsonValue json = JsonValue.parse(ConsumerJson.of(List.of(gen24)));
        assertThat(JsonText.of(json)).contains("\"faces\":[", "fronius-smart-meter");
        String table = ConsumerSources.markdown(CONSUMERS.all());
        assertThat(table).contains("fronius-gen24", "itself", " of ");
        assertThat(ConsumerText.markdown(CONSUMERS)).contains("## fronius-gen24", table);
    }

    @Test
    void everyKnownDeviceIsInTheReference() {
        String reference = DeviceReference.markdown();
        Catalog.builtIn().all().forEach(profile -> assertThat(reference).contains(profile.id()));
    }
}
