package io.polymeter.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.polymeter.config.Configuration;
import io.polymeter.config.SettingsKinds;
import io.polymeter.link.Protocol;
import io.polymeter.link.http.HttpProtocol;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.mqtt.MqttOutput;
import io.polymeter.link.virtual.SumProtocol;
import io.polymeter.loop.Oscillation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A configuration in virtual time.
/// The house is played by `PlantSource`, steered by each `TwinConsumer` through the ports of `TwinPorts`, as
/// `TwinConfiguration` made of the settings.
class TwinTest {

    private static final String ESS = """
            meters:
              grid: { http: { url: "http://meter/", every: 1s, points: { active-power: a } } }
              battery: { http: { url: "http://battery/", every: 1s, points: { active-power: a } } }
            outputs:
              gx:
                meter: grid
                profile: carlo-gavazzi-em24-ethernet
                steers: [battery]
                modbus: { serve: "tcp://0.0.0.0:502", unit: 1, allow: [192.168.1.9] }
            """;

    private static final SettingsKinds KINDS = Protocol.kinds(
            List.of(new ModbusProtocol(), HttpProtocol.create(), SumProtocol.create(), MqttOutput.create()));

    private static Configuration configuration(String text) {
        return Configuration.parse(Path.of("twin.yaml"), text.getBytes(StandardCharsets.UTF_8), _ -> null, KINDS);
    }

    private static TwinResult run(String text, Duration late, @Nullable List<DoubleUnaryOperator> phases) {
        Configuration configuration = configuration(text);
        TwinResult result = Twin.run(
                configuration, new Twin.Options(Duration.ofMinutes(20), 7, late, Double.POSITIVE_INFINITY, phases));
        return Objects.requireNonNull(
                result, () -> configuration.problems().sorted().toString());
    }

    private static List<DoubleUnaryOperator> constant(double watts) {
        return List.of(_ -> watts / 3, _ -> watts / 3, _ -> watts / 3);
    }

    @Test
    void theSameSeedGivesTheSameFigures() {
        TwinResult first = run(ESS, Duration.ofMillis(100), null);
        TwinResult second = run(ESS, Duration.ofMillis(100), null);
        assertThat(first.score()).isEqualTo(second.score());
        assertThat(first.curves().grid()).isEqualTo(second.curves().grid());
        assertThat(first.outputs().get("gx"))
                .extracting(TwinResult.Output::answered)
                .isNotEqualTo(0L);
    }

    @Test
    void eachSecondHasAValueTheLastToo() {
        assertThat(run(ESS, Duration.ofMillis(100), constant(900)).curves().grid())
                .hasSize(1200);
    }

    /// What only passes through changes nothing.
    @Test
    void aBatteryAtTheMeterItselfDoesTheSame() {
        Configuration configuration = configuration(ESS);
        Twin.Options options = new Twin.Options(
                Duration.ofMinutes(20),
                7,
                Duration.ofMillis(500),
                Double.POSITIVE_INFINITY,
                constant(900),
                new Twin.House(0, Map.of(), true));
        TwinScore direct =
                Objects.requireNonNull(Twin.run(configuration, options)).score();
        Twin.House between = new Twin.House(0, Map.of(), false);
        TwinScore through = Objects.requireNonNull(Twin.run(
                        configuration,
                        new Twin.Options(
                                options.length(),
                                options.seed(),
                                options.late(),
                                options.limit(),
                                options.phases(),
                                between)))
                .score();
        assertThat(through.rms()).isCloseTo(direct.rms(), withinPercentage(1));
        assertThat(through.travel()).isCloseTo(direct.travel(), withinPercentage(5));
    }

    @Test
    void aBatteryOnFreshValuesCoversTheHouse() {
        String quick = ESS.replace("every: 1s", "every: 200ms");
        TwinResult result = run(quick, Duration.ofMillis(20), constant(900));
        TwinResult.Output output = Objects.requireNonNull(result.outputs().get("gx"));
        assertThat(result.alarmMinutes()).isZero();
        assertThat(result.servedWhileStale()).isZero();
        assertThat(result.score().imported()).isLessThan(0.02);
        assertThat(output.answered()).isGreaterThan(2000);
        assertThat(output.regulates()).isTrue();
        assertThat(output.consumer().id()).isEqualTo("victron-gx");
    }

    @Test
    void onLateValuesItSwingsAndTheLoopIsNamed() {
        TwinResult result = run(ESS, Duration.ofMillis(1500), constant(900));
        TwinResult.Output output = Objects.requireNonNull(result.outputs().get("gx"));
        assertThat(result.alarmMinutes()).isGreaterThan(10);
        assertThat(result.score().crossings()).isGreaterThan(300);
        assertThat(output.loop().swing().verdict()).isEqualTo(Oscillation.Verdict.LOOP);
        assertThat(output.loop().swing().last().period()).isBetween(7.0, 13.0);
        assertThat(output.loop().advice()).isNotEmpty();
    }

    @Test
    void whoWaitsForTheNextSampleActsOnceOnEach() {
        TwinResult before = run(ESS, Duration.ofMillis(100), constant(900));
        TwinResult after =
                run(ESS.replace("steers:", "wait-for-new: 1500ms\n    steers:"), Duration.ofMillis(100), constant(900));
        assertThat(repeats(before)).isGreaterThan(1.8);
        assertThat(repeats(after)).isLessThan(1.2);
        assertThat(after.score().rms()).isLessThan(before.score().rms());
    }

    private static double repeats(TwinResult result) {
        TwinResult.Output output = Objects.requireNonNull(result.outputs().get("gx"));
        return Objects.requireNonNull(output.loop().recent().get("live")).repeatFactor();
    }

    @Test
    void aMeterOnTheSerialLineIsReadByItsInverter() {
        TwinResult result = run("""
                meters:
                  grid:
                    profile: kostal-ksem
                    modbus: { push: "tcp://0.0.0.0:5020", poll: "tcp://192.168.1.5:502", unit: 1, from: [192.168.1.5] }
                outputs:
                  plenticore: { meter: grid, modbus: { serve: "rtu:///dev/ttyUSB0", unit: 1 } }
                  broker: { meters: all, mqtt: { broker: "mqtt://localhost" } }
                """, Duration.ofMillis(50), constant(900));
        TwinResult.Output output = Objects.requireNonNull(result.outputs().get("plenticore"));
        assertThat(output.consumer().id()).isEqualTo("kostal-plenticore");
        assertThat(output.answered()).isGreaterThan(5000);
        assertThat(result.score().rms()).isLessThan(100);
        assertThat(result.leftOut()).containsExactly("broker");
    }

    @Test
    void withoutAConsumerTheHouseIsWhatItIs() {
        TwinResult result = run(
                "meters: { grid: { http: { url: \"http://a/\", points: { active-power: a } } } }\n",
                Duration.ZERO,
                constant(600));
        assertThat(result.score().imported()).isBetween(0.19, 0.21);
        assertThat(result.score().travel()).isZero();
    }

    @Test
    void aConfigurationWithErrorsGivesNothing() {
        Configuration broken = configuration("meters: { grid: { nonsense: 1 } }\n");
        assertThat(Twin.run(broken, new Twin.Options(Duration.ofMinutes(1), 1, Duration.ZERO, 0, null)))
                .isNull();
        assertThat(broken.problems().sorted()).isNotEmpty();
    }

    @Test
    void aLoadFileIsReadLineByLine(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("load.csv");
        Files.writeString(file, "second,L1,L2,L3\n0,100,200,300\n10,400,500,600\n");
        List<DoubleUnaryOperator> phases = TwinLoad.read(file).phases();
        assertThat(phases.get(1).applyAsDouble(9.9)).isEqualTo(200);
        assertThat(phases.get(2).applyAsDouble(10)).isEqualTo(600);
        assertThat(phases.get(2).applyAsDouble(0)).isEqualTo(300);
        for (String wrong : List.of("", "0,1,2\n", "0,x\n", "0,1\n0,2\n", "0,1\n1,2,3,4\n", "0,1e9\n", "0,NaN\n")) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> TwinLoad.read(file)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
