package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is wrong with a configuration is told before anything runs, where it stands.
class WiringTest {

    private static final String GRID = """
            meters:
              grid:
                profile: kostal-ksem
                modbus: { push: "tcp://0.0.0.0:5020", poll: "tcp://10.0.0.9", unit: 1 }
            """;

    private static List<String> problems(String yaml) {
        return House.problems(Path.of("../examples"), yaml).stream()
                .filter(Problem::isError)
                .map(problem -> problem.line() + " " + problem.path() + ": " + problem.message())
                .toList();
    }

    @Test
    void theBridgeOfTheExamplesIsPlanned() throws Exception {
        String yaml = java.nio.file.Files.readString(Path.of("../examples/ksem-airbridge.yaml"));
        assertThat(problems(yaml)).isEmpty();
        assertThat(House.describe(Path.of("../examples"), yaml))
                .contains(
                        "meter grid is written to at tcp://0.0.0.0:5020, units 1 and 255, by 192.168.178.100"
                                + " (kostal-ksem)",
                        "output plenticore shows grid as kostal-ksem at rtu:///dev/ttyACM0 at 38400 8N2, unit 1, to"
                                + " anybody")
                .anyMatch(line -> line.startsWith("meter grid is read from tcp://192.168.178.100:502, unit 1")
                        && line.contains("512-")
                        && !line.contains("live"));
    }

    @Test
    void aKindThatNoProtocolHasIsNoKey() {
        assertThat(problems("""
                meters:
                  pv: { mqtt: { broker: "mqtt://127.0.0.1", points: { active-power: { topic: pv } } } }
                """)).contains("2 meters.pv: needs a source, one of the keys modbus");
    }

    @Test
    void anUnknownProfileIsNamedWithTheNearest() {
        assertThat(problems("""
                meters:
                  grid: { profile: kostal-ksen, modbus: { poll: "tcp://10.0.0.1" } }
                """))
                .containsExactly(
                        "2 meters.grid.profile: there is no profile 'kostal-ksen'; did you mean" + " 'kostal-ksem'?");
    }

    @Test
    void anUnknownMeterIsNamedWithTheNearest() {
        assertThat(problems(GRID + """
                outputs:
                  plc: { meter: gird, modbus: { serve: "tcp://0.0.0.0:1502" } }
                """))
                .containsExactly("6 outputs.plc.meter: there is no meter 'gird'; did you mean 'grid'?");
    }

    @Test
    void twoOutputsOnOneUnitAreBothNamed() {
        assertThat(problems(GRID + """
                outputs:
                  plc: { meter: grid, modbus: { serve: "tcp://0.0.0.0:1502", unit: 3 } }
                  box: { meter: grid, modbus: { serve: "tcp://0.0.0.0:1502", unit: 3 } }
                """))
                .containsExactly("7 outputs.box.modbus.serve: tcp://0.0.0.0:1502 has unit 3 already, in"
                        + " outputs.plc.modbus.serve");
    }

    @Test
    void twoWritersThatCannotBeToldApartAreBothNamed() {
        assertThat(problems("""
                meters:
                  a: { profile: kostal-ksem, modbus: { push: "tcp://0.0.0.0:5020", from: [10.0.0.1] } }
                  b: { profile: kostal-ksem, modbus: { push: "tcp://0.0.0.0:5020", from: [10.0.0.1] } }
                """))
                .anyMatch(line -> line.contains(
                        "meters.b and meters.a are both pushed at tcp://0.0.0.0:5020" + " unit 1 by the same sender"));
        assertThat(problems("""
                meters:
                  a: { profile: kostal-ksem, modbus: { push: "tcp://0.0.0.0:5020", from: [10.0.0.1] } }
                  b: { profile: kostal-ksem, modbus: { push: "tcp://0.0.0.0:5020", from: [10.0.0.2] } }
                """)).isEmpty();
    }

    @Test
    void onePortUnderTwoNamesIsFound() {
        assertThat(problems(GRID + """
                outputs:
                  plc: { meter: grid, modbus: { serve: "tcp://0.0.0.0:1502" } }
                  box: { meter: grid, modbus: { serve: "tcp://127.0.0.1:1502" } }
                """))
                .containsExactly("7 outputs.box.modbus.serve: tcp://127.0.0.1:1502 and tcp://0.0.0.0:1502 are the"
                        + " same port");
    }

    @Test
    void onePortForThePageAndForModbusIsFound() {
        assertThat(problems(GRID + """
                outputs:
                  plc: { meter: grid, modbus: { serve: "tcp://0.0.0.0:8080" } }
                """))
                .containsExactly("6 outputs.plc.modbus.serve: tcp://0.0.0.0:8080 is the port of the web page,"
                        + " 127.0.0.1:8080");
    }

    @Test
    void whoMayWriteIsNeverGuessed() {
        assertThat(problems("""
                meters:
                  grid: { profile: kostal-ksem, modbus: { push: "tcp://0.0.0.0:5020" } }
                """)).anyMatch(line -> line.contains("the clients that may write"));
        assertThat(House.problems(Path.of("."), """
                meters:
                  grid: { profile: kostal-ksem, modbus: { push: "tcp://0.0.0.0:5020", from: any } }
                """)).singleElement().satisfies(problem -> {
            assertThat(problem.isError()).isFalse();
            assertThat(problem.message()).contains("any host");
        });
    }

    @Test
    void oneSerialLineHasOneSpeed() {
        assertThat(problems(GRID + """
                outputs:
                  plc: { meter: grid, modbus: { serve: "rtu:///dev/ttyS0", unit: 1 } }
                  box: { meter: grid, modbus: { serve: "rtu:///dev/ttyS0", unit: 2, serial: { baud: 9600 } } }
                """))
                .containsExactly("7 outputs.box.modbus.serve: rtu:///dev/ttyS0 is used at 9600 8N2 here and at"
                        + " 38400 8N2 by outputs.plc.modbus.serve");
    }

    @Test
    void oneSerialLineHasOneMaster() {
        assertThat(problems("""
                meters:
                  grid: { profile: kostal-ksem, modbus: { poll: "rtu:///dev/ttyS0" } }
                outputs:
                  plc: { meter: grid, modbus: { serve: "rtu:///dev/ttyS0", unit: 2 } }
                """)).singleElement().asString().contains("a bus has one client");
    }

    @Test
    void unitsOfASerialLineAre1To247AndSomeDevicesHaveOthers() {
        assertThat(problems(GRID + """
                outputs:
                  plc: { meter: grid, modbus: { serve: "rtu:///dev/ttyS0", unit: 248 } }
                """)).isEmpty();
        assertThat(problems(GRID + """
                outputs:
                  plc: { meter: grid, modbus: { serve: "rtu:///dev/ttyS0", unit: 0 } }
                """)).anyMatch(line -> line.contains("1 to 247"));
    }

    @Test
    void aGroupThatTheProfileDoesNotHaveIsNamedWithTheNearest() {
        assertThat(problems("""
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { poll: "tcp://10.0.0.9" }
                    fresh-for: { enrgy: 5m }
                """))
                .containsExactly(
                        "5 meters.grid.fresh-for.enrgy: kostal-ksem has no group 'enrgy'; did you mean" + " 'energy'?");
    }

    @Test
    void allErrorsAreToldAtOnce() {
        assertThat(problems("""
                meters:
                  a: { profile: kostal-ksen, modbus: { poll: "tcp://10.0.0.1" } }
                  b: { profile: kostal-ksem, modbus: { push: "tcp://0.0.0.0:5020" } }
                outputs:
                  c: { meter: d, modbus: { serve: "tcp://0.0.0.0:1502" } }
                """)).hasSize(3);
    }
}
