package io.polymeter.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.config.kind.OpenhabSource;
import io.polymeter.config.kind.PhaseRule;
import io.polymeter.config.kind.VictronSink;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {

    @ParameterizedTest
    @MethodSource("io.polymeter.config.Examples#names")
    void loadsWithoutErrorOrWarning(String name) {
        Configuration configuration = Configuration.load(Examples.path(name), Examples.KINDS);
        assertThat(configuration.problems().sorted()).isEmpty();
        assertThat(configuration.valid()).isTrue();
    }

    @Test
    void airbridgeIsAMirrorOfAMeterThatPushesAndIsPolled() {
        Settings settings = load("ksem-airbridge.yaml");
        assertThat(settings.site()).isEqualTo(new SiteSettings("Garage", ZoneId.of("Europe/Berlin")));
        MeterSettings grid = meter(settings, "grid");
        assertThat(grid.profile()).isEqualTo("kostal-ksem");
        ModbusSource source = (ModbusSource) grid.source();
        assertThat(source.push()).isEqualTo(new Endpoint.Tcp("0.0.0.0", 5020));
        assertThat(source.poll()).isEqualTo(new Endpoint.Tcp("192.168.178.100", 502));
        assertThat(source.unit()).isEqualTo(1);
        assertThat(source.timeout()).isNull();
        assertThat(source.every()).isNull();
        OutputSettings plenticore = output(settings, "plenticore");
        assertThat(plenticore.profile()).isNull();
        assertThat(settings.metersOf(plenticore)).containsExactly("grid");
        assertThat(modbus(plenticore).serve()).containsExactly(new Endpoint.Rtu(Path.of("/dev/ttyACM0")));
    }

    @Test
    void openhabItemsMayBeANameOrSpelledOut() {
        Settings settings = load("fronius-from-openhab.yaml");
        MeterSettings meter = meter(settings, "inverter2");
        Map<String, OpenhabSource.Item> items = ((OpenhabSource) meter.source()).items();
        assertThat(items.keySet())
                .containsExactly("active-energy-export", "voltage", "current", "active-power", "frequency");
        assertThat(items)
                .containsEntry("voltage", new OpenhabSource.Item("inverter2_Grid_U", null, 1))
                .containsEntry("active-power", new OpenhabSource.Item("inverter2_Grid_P", null, -1));
        assertThat(meter.effectivePhase()).isEqualTo(LinePhase.L1);
        assertThat(meter.freshFor()).isEqualTo(Map.of("live", Duration.ofSeconds(15)));
        OutputSettings gen24 = output(settings, "gen24");
        assertThat(gen24.identity()).isEqualTo(Map.of("serial", "00000050"));
        assertThat(modbus(gen24).unit()).isEqualTo(240);
        assertThat(settings.log().level()).isEqualTo(LogSettings.Level.DEBUG);
    }

    @Test
    void theKsemIsSlaveOnTwoPortsAndMasterOfTwoSlaves() {
        Settings settings = load("ksem-modbus-tcp.yaml");
        ModbusSink slave = modbus(output(settings, "slave"));
        assertThat(slave.serve()).containsExactly(new Endpoint.Tcp("0.0.0.0", 502), new Endpoint.Tls("0.0.0.0", 802));
        assertThat(slave.writes()).isEqualTo(ModbusSink.Writes.PROFILE);
        ModbusSink master = modbus(output(settings, "master"));
        assertThat(master.push())
                .containsExactly(new Endpoint.Tcp("plc.local", 502), new Endpoint.Tcp("192.168.178.60", 1502));
        assertThat(master.send()).isEqualTo(new ModbusSink.Send(ModbusSink.Part.PHASES, ModbusSink.Part.TOTAL));
        assertThat(master.every()).isEqualTo(Cadence.CYCLE);
        assertThat(master.writes()).isEqualTo(ModbusSink.Writes.NONE);
    }

    @Test
    void kacoGoesToVictronServicesAndAProxy() {
        Settings settings = load("kaco-to-victron.yaml");
        assertThat(output(settings, "pv0").sink())
                .isEqualTo(new VictronSink(
                        VictronSink.Service.PVINVERTER,
                        "system",
                        null,
                        VictronSink.Place.AC_INPUT_1,
                        PhaseRule.SHARE,
                        ModbusSink.Writes.NONE));
        assertThat(modbus(output(settings, "kaco86-shared")).proxy()).isEqualTo(new Endpoint.Tcp("0.0.0.0", 1502));
        assertThat(settings.meters().keySet()).containsExactly("kaco86", "kaco100", "grid");
    }

    @Test
    void theConcentratorSharesOneEndpointAndLogsStatistics() {
        Settings settings = load("field-concentrator.yaml");
        ModbusSource source = (ModbusSource) meter(settings, "pv-field").source();
        assertThat(source.from()).containsExactly(AddressRange.parse("192.168.1.0/24"));
        ModbusSink opta = modbus(output(settings, "opta"));
        assertThat(opta.serve()).isEqualTo(List.of(Objects.requireNonNull(source.push())));
        assertThat(settings.log().statistics()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.state()).isEqualTo(Examples.path("state"));
    }

    private static Settings load(String name) {
        return Objects.requireNonNull(
                Configuration.load(Examples.path(name), Examples.KINDS).settings());
    }

    private static MeterSettings meter(Settings settings, String name) {
        return Objects.requireNonNull(settings.meters().get(name));
    }

    private static ModbusSink modbus(OutputSettings output) {
        return (ModbusSink) Objects.requireNonNull(output.sink());
    }

    private static OutputSettings output(Settings settings, String name) {
        return Objects.requireNonNull(settings.outputs().get(name));
    }
}
