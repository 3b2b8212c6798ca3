package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.SerialSettings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problem;
import io.polymeter.link.http.HttpProtocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.mqtt.MqttOutput;
import io.polymeter.link.victron.VictronProtocol;
import io.polymeter.link.virtual.SumProtocol;
import io.polymeter.profile.Catalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// `consumer:` on an output.
/// What is left out is filled in by `OutputCompletion` and `SinkDefaults`, what is otherwise than expected is
/// told by `OutputComparison`.
/// What a consumer will not find is foretold by [ConsumerChecks].
class OutputConsumerTest {

    private static final String KSEM = """
        meters:
          grid: { profile: kostal-ksem, modbus: { poll: tcp://192.168.178.100 } }
        outputs:
        """;

    private static final String POWERS = """
        meters:
          grid: { http: { url: "http://shelly/", points: { active-power.L1: a, active-power.L2: b, active-power.L3: c } } }
        outputs:
        """;

    private record Checked(@Nullable Plan plan, List<Problem> problems) {

        OutputSettings output(String name) {
            assertThat(plan).as("%s", problems).isNotNull();
            return Objects.requireNonNull(plan.settings().outputs().get(name));
        }

        ModbusSink modbus(String name) {
            return (ModbusSink) Objects.requireNonNull(output(name).sink());
        }

        List<String> texts() {
            return problems.stream().map(Problem::toString).toList();
        }
    }

    private static Checked check(String text) {
        Wiring wiring = new Wiring(
                Catalog.builtIn(),
                List.of(
                        new ModbusProtocol(),
                        HttpProtocol.create(),
                        SumProtocol.create(),
                        MqttOutput.create(),
                        new VictronProtocol()));
        Configuration configuration = Configuration.parse(
                Path.of("polymeter.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
        Plan plan = wiring.plan(configuration);
        return new Checked(plan, configuration.problems().sorted());
    }

    @Test
    void aConsumerSaysProfileUnitAndPort() {
        Checked checked =
                check(KSEM + "  gen24: { meter: grid, consumer: fronius-gen24, modbus: { serve: tcp://0.0.0.0 } }\n");
        assertThat(checked.output("gen24").profile()).isEqualTo("fronius-smart-meter");
        assertThat(checked.modbus("gen24").unit()).isEqualTo(1);
        assertThat(checked.modbus("gen24").serve()).containsExactly(new Endpoint.Tcp("0.0.0.0", 502));
        assertThat(checked.problems()).noneMatch(Problem::isError);
    }

    @Test
    void withoutAnEndpointItIsWhereTheConsumerAsks() {
        Checked checked = check(KSEM + "  gen24: { meter: grid, consumer: fronius-gen24, modbus: {} }\n");
        assertThat(checked.modbus("gen24").serve()).containsExactly(new Endpoint.Tcp("0.0.0.0", 502));

        assertThat(check(KSEM + "  k: { meter: grid, consumer: kostal-plenticore, modbus: {} }\n")
                        .texts())
                .as("only the user knows a serial line's device")
                .anyMatch(text -> text.contains("needs one of the keys serve"));
    }

    @Test
    void aConsumerSaysTheSerialLineAndWhatIsWrittenWins() {
        Checked checked = check(KSEM + """
              a: { meter: grid, consumer: huawei-sun2000, modbus: { serve: rtu:///dev/ttyUSB0 } }
              b: { meter: grid, consumer: kostal-plenticore, modbus: { serve: rtu:///dev/ttyUSB1, unit: 7, serial: { baud: 19200 } } }
              c: { meter: grid, consumer: kostal-plenticore, profile: eastron-sdm630, modbus: { serve: rtu:///dev/ttyUSB2 } }
            """);
        assertThat(checked.output("a").profile()).isEqualTo("huawei-dtsu666-h");
        assertThat(checked.modbus("a").unit()).isEqualTo(11);
        assertThat(checked.modbus("a").serial()).isEqualTo(new SerialSettings(9600, SerialSettings.Parity.NONE, 1));
        assertThat(checked.modbus("b").unit()).isEqualTo(7);
        assertThat(checked.modbus("b").serial()).isEqualTo(new SerialSettings(19200, SerialSettings.Parity.NONE, 2));
        assertThat(checked.modbus("c").serial()).isEqualTo(new SerialSettings(9600, SerialSettings.Parity.NONE, 1));
        assertThat(checked.texts())
                .contains(
                        "polymeter.yaml:5:93: warning: outputs.b.modbus.unit: KOSTAL PLENTICORE asks for unit 1, and"
                                + " this is 7",
                        "polymeter.yaml:5:104: warning: outputs.b.modbus.serial: KOSTAL PLENTICORE has a line with"
                                + " 38400-8N2");
    }

    @Test
    void theFaceFollowsTheKeyAndTheEndpointThatAreWritten() {
        Checked checked = check(KSEM + """
              a: { meter: grid, consumer: victron-gx, modbus: { serve: tcp://0.0.0.0 } }
              b: { meter: grid, consumer: victron-gx, modbus: { serve: rtu:///dev/ttyUSB0 } }
              c: { meter: grid, consumer: victron-gx, victron: { service: grid } }
            """);
        assertThat(checked.output("a").profile()).isEqualTo("carlo-gavazzi-em24-ethernet");
        assertThat(checked.output("b").profile()).isEqualTo("carlo-gavazzi-em24");
        assertThat(checked.output("c").profile()).isNull();
    }

    @Test
    void whoLooksByMdnsHasToBeTold() {
        Checked checked = check(KSEM + """
              b: { meter: grid, consumer: victron-gx, modbus: { serve: "udp://0.0.0.0:502", announce: false } }
              c: { meter: grid, consumer: victron-gx, modbus: { serve: "udp://0.0.0.0:503" } }
            """);
        assertThat(checked.texts())
                .anyMatch(text -> text.contains("outputs.b.modbus.announce: Victron GX looks for the meter by mDNS"))
                .noneMatch(text -> text.contains("outputs.c"));
    }

    @Test
    void whatTheConsumerWillNotFindIsAWarning() {
        Checked checked = check(KSEM + """
              a: { meter: grid, consumer: fronius-gen24, modbus: { serve: tcp://0.0.0.0:1502 } }
              b: { meter: grid, consumer: fronius-gen24, profile: eastron-sdm630, modbus: { serve: tcp://0.0.0.0:503, unit: 240 } }
              c: { meter: grid, consumer: huawei-sun2000, modbus: { serve: tcp://0.0.0.0:504 } }
            """);
        assertThat(checked.plan()).isNotNull();
        assertThat(checked.texts())
                .contains(
                        "polymeter.yaml:4:63: warning: outputs.a.modbus.serve: Fronius GEN24 asks on port 502 only, and"
                                + " this is 1502: serve that one, or forward it")
                .anyMatch(text -> text.contains("outputs.b.profile: Fronius GEN24 expects fronius-smart-meter,"
                        + " fronius-smart-meter-int or fronius-ts-65a-3, and this is eastron-sdm630"))
                .anyMatch(text -> text.contains("outputs.b.modbus.unit: Fronius GEN24 asks for unit 1, 2,")
                        && text.endsWith("13 or 14, and this is 240"))
                .anyMatch(text -> text.contains("outputs.c.modbus.serve: Huawei SUN2000 reads huawei-dtsu666-h by rtu,"
                        + " and this is tcp://0.0.0.0:504"));
    }

    @Test
    void aNameThatIsNotKnownIsAnErrorAtItsPlace() {
        assertThat(check(KSEM + "  gen24: { meter: grid, consumer: fronius-gen42, modbus: {} }\n")
                        .texts())
                .containsExactly(
                        "polymeter.yaml:4:35: outputs.gen24.consumer: there is no consumer 'fronius-gen42'; did"
                                + " you mean 'fronius-gen24'?");
    }

    @Test
    void withoutASinkTheRightOneIsNamed() {
        assertThat(check(KSEM + "  gen24: { meter: grid, consumer: fronius-gen24 }\n")
                        .texts())
                .containsExactly("polymeter.yaml:4:3: outputs.gen24: needs the key 'modbus': Fronius GEN24 expects"
                        + " fronius-smart-meter; write `modbus: { serve: tcp://0.0.0.0:502 }`");
        assertThat(check(KSEM + "  gx: { meter: grid, consumer: victron-gx, mqtt: { broker: mqtt://b } }\n")
                        .texts())
                .containsExactly("polymeter.yaml:4:44: outputs.gx.mqtt: Victron GX does not read this; needs the key"
                        + " 'victron' or 'modbus': Victron GX expects victron; write `victron: { service: grid }`");
        assertThat(check(KSEM + "  none: { meter: grid }\n").texts())
                .anyMatch(text -> text.contains("needs a sink, one of the keys"));
    }

    @Test
    void whatThisVersionDoesNotServeIsSaid() {
        for (String sink : List.of("", ", modbus: { serve: tcp://0.0.0.0 }")) {
            assertThat(check(KSEM + "  a: { meter: grid, consumer: ecoflow-stream" + sink + " }\n")
                            .texts())
                    .singleElement()
                    .asString()
                    .contains("not served by this version: EcoFlow STREAM expects shelly-cloud; it asks the Shelly"
                            + " cloud");
        }
        assertThat(check(KSEM + "  a: { meter: grid, consumer: kostal-ksem-push, modbus: {} }\n")
                        .texts())
                .anyMatch(text -> text.contains("served by no output: it writes to a meter's `push`"));
        assertThat(check(KSEM + "  a: { meter: grid, consumer: fronius-gen24, modbus: { proxy: tcp://0.0.0.0 } }\n")
                        .texts())
                .anyMatch(text -> text.contains("an output with 'serve'"));
    }

    @Test
    void whatIsFilledInIsCheckedAgainstTheOthers() {
        assertThat(check(KSEM + """
              a: { meter: grid, consumer: fronius-gen24, modbus: {} }
              b: { meter: grid, consumer: victron-gx, modbus: { serve: tcp://0.0.0.0 } }
            """).texts()).anyMatch(text -> text.contains("tcp://0.0.0.0:502 has unit 1 already"));
    }

    @Test
    void readsThatWillBeRefusedAreNamedWithTheirRegisters() {
        Checked checked =
                check(POWERS + "  a: { meter: grid, consumer: huawei-sun2000, modbus: { serve: rtu:///dev/ttyUSB0 } }\n"
                        + "  b: { meter: grid, consumer: fronius-gen24, modbus: { serve: rtu:///dev/ttyUSB1 } }\n");
        assertThat(checked.plan()).isNotNull();
        assertThat(checked.output("b").profile()).isEqualTo("fronius-ts-65a-3");
        assertThat(checked.texts())
                .anyMatch(
                        text -> text.startsWith("polymeter.yaml:5:31: warning: outputs.b.consumer: Fronius GEN24 reads"
                                        + " 286-327 every 1s and will be refused: registers 286-")
                                && text.endsWith(" have no source in grid"))
                .anyMatch(text ->
                        text.startsWith("polymeter.yaml:4:31: warning: outputs.a.consumer: grid has no value for ")
                                && text.contains("values of huawei-dtsu666-h: registers 2102-")
                                && text.contains("current, voltage"));
    }

    /// A word for "no value" is one to those alone who know it.
    @Test
    void aWordForNoValueThatTheConsumerMayNotKnowIsNamed() {
        String countis = "profile: socomec-countis-e23-e24-e27-e28, modbus: { serve: tcp://0.0.0.0:1502, unit: 5 } }\n";
        List<String> texts = check(POWERS
                        + "  a: { meter: grid, consumer: victron-gx, profile: carlo-gavazzi-em24-ethernet, modbus: {} }\n"
                        + "  b: { meter: grid, consumer: solis-s6, modbus: { serve: rtu:///dev/ttyUSB0 } }\n"
                        + "  c: { meter: grid, consumer: fronius-gen24, modbus: { unit: 2 } }\n"
                        + "  d: { meter: grid, " + countis)
                .texts();
        assertThat(texts)
                .anyMatch(text -> text.contains("outputs.a.consumer: Victron GX reads registers 0-9, ")
                        && text.contains(" which have no source in grid and hold 0xFFFF 0x7FFF")
                        && text.endsWith(": it takes that for a value (victronenergy/dbus-modbus-client)"))
                .anyMatch(text -> text.contains("outputs.b.consumer: Solis S6 reads registers ")
                        && text.endsWith(
                                "hold 0x7FC0 0x0000: whether it understands this as \"no value\" is not known"))
                .noneMatch(text -> text.contains("outputs.c.consumer: Fronius GEN24 reads registers"))
                .anyMatch(text -> text.contains("outputs.d.profile: registers 50534-50535, ")
                        && text.endsWith("states no word: a reader may take that for a value"));
        assertThat(check(POWERS + "  d: { meter: grid, consumer: openems-edge, " + countis)
                        .texts())
                .noneMatch(text -> text.contains(" states no word") || text.contains("OpenEMS Edge reads registers"));
    }

    @Test
    void aSmartMeterOnRs485LacksNothingThatAKsemMeasures() {
        Checked checked =
                check(KSEM + "  b: { meter: grid, consumer: fronius-symo, modbus: { serve: rtu:///dev/ttyUSB1 } }\n");
        assertThat(checked.output("b").profile()).isEqualTo("fronius-ts-65a-3");
        assertThat(checked.texts()).isEmpty();
    }

    @Test
    void aSumIsAskedForWhatItsPartsHave() {
        String text = """
            meters:
              a: { profile: eastron-sdm630, modbus: { poll: tcp://10.0.0.1 } }
              b: { profile: eastron-sdm630, modbus: { poll: tcp://10.0.0.2 } }
              both: { sum: [a, -b] }
            outputs:
              gen24: { meter: both, consumer: fronius-gen24, modbus: {} }
            """;
        assertThat(check(text).texts())
                .anyMatch(line -> line.contains("both has no value for ") && line.contains("(apparent-energy"))
                .noneMatch(line -> line.contains("will be refused"));
    }

    @Test
    void nobodySaysWhatAnUnknownDeviceLacks() {
        String text =
                KSEM.replace("kostal-ksem", "auto") + "  gen24: { meter: grid, consumer: fronius-gen24, modbus: {} }\n";
        assertThat(check(text).texts()).isEmpty();
    }

    @Test
    void aMirrorHasWhatItsDeviceHas() {
        assertThat(check(KSEM
                                + "  p: { meter: grid, consumer: kostal-plenticore, modbus: { serve:"
                                + " rtu:///dev/ttyUSB0 } }\n")
                        .texts())
                .isEmpty();
    }
}
