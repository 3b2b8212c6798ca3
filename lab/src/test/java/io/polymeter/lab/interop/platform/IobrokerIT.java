package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.Checkouts;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Encoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A meter as ioBroker's own adapters read it: iobroker.shelly, which is the broker that a Shelly connects to, and
/// iobroker.modbus, which joins its reads over gaps.
@Timeout(100)
class IobrokerIT {

    private static final Map<Encoding, String> TYPES = Map.of(
            Encoding.U16, "uint16be",
            Encoding.I16, "int16be",
            Encoding.U32, "uint32",
            Encoding.I32, "int32",
            Encoding.F32, "float",
            Encoding.U64, "uint64be",
            Encoding.I64, "int64be");

    @TempDir
    private Path directory;

    private final int port = Ports.free();

    IobrokerIT() throws IOException {}

    private static Map<String, Double> states(List<String> arguments) throws IOException, JsonException {
        List<String> command = new ArrayList<>(
                List.of("node", Checkouts.path("lab/peers/node/iobroker.js").toString()));
        command.addAll(arguments);
        Outcome outcome = Outcome.of(command);
        assertThat(outcome.exit()).as(outcome::err).isZero();
        JsonValue said = JsonValue.parse(outcome.out().getBytes(StandardCharsets.UTF_8));
        assertThat(said.get("complaints")).isEqualTo(new JsonValue.ArrayValue(List.of()));
        Map<String, Double> numbers = new HashMap<>();
        if (said.get("states") instanceof JsonValue.ObjectValue(Map<String, JsonValue> states)) {
            states.forEach((id, value) -> {
                if (value instanceof JsonValue.NumberValue(String literal)) {
                    numbers.put(id.substring(id.lastIndexOf('#') + 1), Double.valueOf(literal));
                }
            });
        }
        return numbers;
    }

    @Test
    void itsShellyAdapterTakesUsForOne() throws Exception {
        try (Polymeter _ = Polymeter.run(directory, """
                meters:
                  grid: { simulate: summer-day }
                outputs:
                  iobroker:
                    meter: grid
                    shelly: { mqtt: { broker: "mqtt://127.0.0.1:%d", username: mqttuser, password: mqttpassword } }
                """.formatted(port))) {
            Map<String, Double> states = states(List.of(
                    "shelly",
                    String.valueOf(port),
                    "EM0.TotalActivePower",
                    "EM0.PowerFactorC",
                    "EMData0.TotalActiveEnergyC",
                    "EMData0.TotalActiveReturnEnergy"));
            double sum = 0;
            for (String phase : List.of("A", "B", "C")) {
                assertThat(states.get("1.EM0.Voltage" + phase)).isBetween(200.0, 260.0);
                assertThat(states.get("1.EM0.Current" + phase)).isNotNegative();
                sum += Objects.requireNonNull(states.get("1.EM0.ActivePower" + phase));
            }
            assertThat(Objects.requireNonNull(states.get("1.EM0.TotalActivePower")))
                    .isCloseTo(sum, Offset.offset(1.0));
        }
    }

    private static boolean isMeasured(@Nullable Point point) {
        return point != null && point.quantity().kind() != Quantity.Kind.IDENTITY;
    }

    /// One of its rows, as a person writes it: the numbers are the addresses of the device's document.
    private static String row(Row row) {
        String type = Objects.requireNonNull(TYPES.get(row.format().encoding()));
        String order = type.endsWith("be") ? "" : row.format().lowWordFirst() ? "sw" : "be";
        return String.format(
                Locale.ROOT,
                "{\"_address\": %d, \"name\": \"%s\", \"type\": \"%s\", \"len\": %d, \"factor\": %s, \"poll\": true}",
                row.range().address(),
                row.name().replaceAll("[^A-Za-z0-9]", "-"),
                type + order,
                row.range().count(),
                row.format().scale());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "carlo-gavazzi-em24-ethernet",
                "kostal-ksem",
                "eastron-sdm630",
                "chint-dtsu666",
                "janitza-umg",
                "abb-b21-b23-b24-a43-a44",
                "fronius-smart-meter"
            })
    void itsModbusAdapterReadsAllOfAFaceInItsDefaultSettings(String id) throws Exception {
        Profile profile = Catalog.builtIn().find(id).orElseThrow();
        List<Row> rows = profile.rows().stream()
                .filter(row -> isMeasured(row.point())
                        && TYPES.containsKey(row.format().encoding()))
                .toList();
        assertThat(rows).hasSizeGreaterThan(20);
        boolean holding = profile.wire().functions().contains(3);
        String table = "{\"params\": {\"showAliases\": false}, \"" + (holding ? "holdingRegs" : "inputRegs") + "\": "
                + rows.stream().map(IobrokerIT::row).collect(Collectors.joining(", ", "[", "]")) + "}";
        try (Polymeter polymeter = Polymeter.run(directory, """
                meters:
                  grid: { simulate: summer-day }
                outputs:
                  face: { meter: grid, profile: %s, modbus: { serve: "tcp://127.0.0.1:%d", unit: 1 } }
                """.formatted(id, port))) {
            polymeter.listening(port);
            List<String> arguments = new ArrayList<>(List.of("modbus", String.valueOf(port), "1", table));
            rows.forEach(row ->
                    arguments.add("." + row.range().address() + "_" + row.name().replaceAll("[^A-Za-z0-9]", "-")));
            assertThat(states(arguments)).isNotEmpty();
        }
    }
}
