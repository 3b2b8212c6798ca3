package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.FroniusReader;
import io.polymeter.lab.peer.HomeassistantServer;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A meter of Home Assistant's entities, shown as a Fronius Smart Meter: what Home Assistant says, and nothing
/// else.
@Timeout(90)
class HomeassistantIT {

    private static final int VOLTAGE_L1 = 40081;
    private static final int W = 40097;
    private static final int W_L1 = 40099;
    private static final int IMPORTED = 40137;

    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Duration RECOVERY = Duration.ofSeconds(25);

    @TempDir
    private Path directory;

    private final int port = Ports.free();
    private final int platform = Ports.free();
    private HomeassistantServer server = new HomeassistantServer(platform);

    HomeassistantIT() throws IOException {
        fill();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void fill() throws IOException {
        server.tell("keep sensor.grid_power 1.5 kW");
        server.tell("keep sensor.grid_voltage 230.1 V");
        server.tell("keep sensor.grid_import 12.5 kWh");
    }

    private String configuration(String token) {
        return """
                meters:
                  grid:
                    rated-current: 100000A
                    homeassistant:
                      url: http://127.0.0.1:%d
                      token: %s
                      entities:
                        active-power: sensor.grid_power
                        voltage: sensor.grid_voltage
                        active-energy-import: sensor.grid_import
                    phase: L1
                    fresh-for: %dms
                outputs:
                  gen24:
                    meter: grid
                    profile: fronius-smart-meter
                    modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
                """.formatted(platform, token, LIMIT.toMillis(), port);
    }

    private Polymeter start() throws IOException {
        return Polymeter.run(directory, configuration(HomeassistantServer.TOKEN))
                .listening(port);
    }

    private static void shows(FroniusReader reader, int address, double value) {
        await().atMost(RECOVERY)
                .untilAsserted(() -> assertThat(reader.number(address)).isEqualTo((float) value));
    }

    private void listened() {
        await().atMost(RECOVERY).until(() -> server.listeners() == 1);
    }

    @Test
    void unitsChangeEntitiesGoAndStreamsAreCutAndTheImageIsTrue() throws Exception {
        try (Polymeter _ = start();
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, W, 1500);
            shows(reader, W_L1, 1500);
            shows(reader, VOLTAGE_L1, 230.1);
            shows(reader, IMPORTED, 12_500);
            listened();
            server.tell("set sensor.grid_power 250 W");
            shows(reader, W, 250);
            server.tell("set sensor.grid_power -0.75 kW");
            shows(reader, W, -750);
            for (String nothing : List.of("unavailable", "unknown", "on", "3_A")) {
                server.tell("set sensor.grid_power " + nothing.replace('_', ' '));
                await().atMost(RECOVERY).until(() -> Float.isNaN(reader.number(W)));
                assertThat(reader.number(VOLTAGE_L1)).as(nothing).isEqualTo(230.1f);
                server.tell("set sensor.grid_power 3 W");
                shows(reader, W, 3);
            }
            server.tell("remove sensor.grid_voltage");
            await().atMost(RECOVERY).until(() -> Float.isNaN(reader.number(VOLTAGE_L1)));
            assertThat(reader.number(W)).isEqualTo(3);
            server.tell("set sensor.grid_voltage 229 V");
            shows(reader, VOLTAGE_L1, 229);
            server.tell("drop sensor.grid_voltage");
            await().atMost(RECOVERY).until(() -> Float.isNaN(reader.number(VOLTAGE_L1)));

            server.tell("cut");
            server.tell("keep sensor.grid_power 9 W");
            shows(reader, W, 9);
            listened();
            server.tell("set sensor.grid_power 10 W");
            shows(reader, W, 10);
        }
    }

    @Test
    void aServerThatIsGoneIsSeenInTimeAndTheEnergyNeverFalls() throws Exception {
        try (Polymeter _ = start();
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, W, 1500);
            shows(reader, IMPORTED, 12_500);
            server.close();
            lost(reader);
            server = new HomeassistantServer(platform);
            // While it starts it knows its entities and not their states.
            server.tell("keep sensor.grid_power unavailable");
            server.tell("keep sensor.grid_import unavailable");
            listened();
            assertThat(reader.number(W)).isNaN();
            // The meter was exchanged meanwhile: its counter begins anew.
            server.tell("set sensor.grid_power 700 W");
            server.tell("set sensor.grid_import 0 kWh");
            shows(reader, W, 700);
            shows(reader, IMPORTED, 12_500);
            server.tell("set sensor.grid_import 0.25 kWh");
            shows(reader, IMPORTED, 12_750);

            server.tell("silent on");
            server.tell("cut");
            lost(reader);
            server.tell("silent off");
            server.tell("keep sensor.grid_power 800 W");
            shows(reader, W, 800);
            listened();
            server.tell("set sensor.grid_import 0.5 kWh");
            shows(reader, IMPORTED, 13_000);
        }
        server.tell("keep sensor.grid_import 0.75 kWh");
        try (Polymeter _ = start();
                FroniusReader reader = new FroniusReader(port, 240)) {
            shows(reader, IMPORTED, 13_250);
        }
    }

    /// The power goes within the age limit, and the energy does not fall.
    private static void lost(FroniusReader reader) throws IOException {
        long since = System.nanoTime();
        float before = reader.number(IMPORTED);
        await().atMost(LIMIT.plusSeconds(10)).until(() -> {
            assertThat(reader.number(IMPORTED)).isEqualTo(before);
            return reader.lost(W);
        });
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(LIMIT.plusSeconds(2));
        assertThat(reader.ask(40071, 58)).isEqualTo(FroniusReader.LOST);
    }

    @Test
    void aRefusedTokenIsSaidInWordsAndNothingIsServed() throws Exception {
        try (Polymeter polymeter =
                        Polymeter.run(directory, configuration("another")).listening(port);
                FroniusReader reader = new FroniusReader(port, 240)) {
            polymeter.says("the token was rejected");
            polymeter.says("the token is missing or refused, or user and password are (HTTP 401)");
            assertThat(reader.lost(W)).isTrue();
            polymeter.reload(configuration(HomeassistantServer.TOKEN));
            shows(reader, W, 1500);
        }
    }
}
