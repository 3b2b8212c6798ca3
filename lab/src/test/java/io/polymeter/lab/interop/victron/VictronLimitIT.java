package io.polymeter.lab.interop.victron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.lab.peer.DbusDaemon;
import io.polymeter.lab.peer.DbusProgram;
import io.polymeter.lab.peer.LimitedInverter;
import io.polymeter.lab.peer.Polymeter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `/Ac/PowerLimit` reaches the inverter's model 123 where the output and the profile allow it, and only there.
@Timeout(60)
class VictronLimitIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String SERVICE = "com.victronenergy.pvinverter.polymeter_pv";
    private static final String LIMIT = "/Ac/PowerLimit";

    @TempDir
    private Path directory;

    /// @param access of the registers of the limit, e.g. `, access: write`
    private void profile(String access) throws IOException {
        LimitedInverter.profile(directory, access);
    }

    private Polymeter run(DbusDaemon bus, LimitedInverter inverter, String writes) throws IOException {
        Polymeter polymeter = Polymeter.run(directory, """
                meters:
                  inverter:
                    profile: ./inverter.yaml
                    modbus: { poll: "tcp://127.0.0.1:%d" }
                outputs:
                  pv: { meter: inverter, victron: { service: pvinverter, bus: "%s", writes: %s } }
                """.formatted(inverter.port(), bus.address(), writes));
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> bus.value(SERVICE, "/Ac/MaxPower").equals("8600.0"));
        return polymeter;
    }

    private static String set(DbusDaemon bus, String watts) throws IOException {
        return bus.ask("set", SERVICE, LIMIT, "d", watts).getFirst();
    }

    @Test
    void aLimitReachesTheInverterAndIsShownAndLifted() throws Exception {
        profile(", access: write");
        try (DbusDaemon bus = new DbusDaemon(directory);
                LimitedInverter inverter = new LimitedInverter();
                Polymeter polymeter = run(bus, inverter, "profile");
                DbusProgram velib = bus.program("consume", SERVICE, LIMIT)) {
            assertThat(bus.value(SERVICE, LIMIT)).as("no limit yet").isEqualTo("8600.0");
            assertThat(set(bus, "2150.0")).isEqualTo("0");
            assertThat(inverter.written()).containsExactly("1 [2500, 0, 120, 0, 1]");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(bus.value(SERVICE, LIMIT)).isEqualTo("2150.0"));
            await().atMost(SOON).until(() -> velib.said("properties").contains("{\"/Ac/PowerLimit\": 2150.0}"));
            assertThat(set(bus, "9999.0")).isEqualTo("0");
            assertThat(inverter.written()).endsWith("5 [0]");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(bus.value(SERVICE, LIMIT)).isEqualTo("8600.0"));
            assertThat(bus.ask("set", SERVICE, LIMIT, "i", "4300")).containsExactly("0");
            assertThat(set(bus, "-5.0")).isEqualTo("2");
            assertThat(bus.ask("set", SERVICE, LIMIT, "s", "\"much\"")).containsExactly("1");
            inverter.refuse();
            assertThat(set(bus, "100.0")).isEqualTo("2");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(bus.value(SERVICE, LIMIT)).isEqualTo("4300.0"));
            assertThat(inverter.written()).hasSize(3);
            assertThat(polymeter.lines("the power limit of 100.0 W is refused: exception 6"))
                    .hasSize(1);
        }
    }

    @Test
    void withoutLeaveOfTheOutputOrTheProfileNothingIsWritten() throws Exception {
        for (String[] leave :
                new String[][] {{", access: write", "none"}, {"", "profile"}, {", access: write-tls", "profile"}}) {
            profile(leave[0]);
            try (DbusDaemon bus = new DbusDaemon(directory);
                    LimitedInverter inverter = new LimitedInverter();
                    Polymeter _ = run(bus, inverter, leave[1])) {
                assertThat(bus.value(SERVICE, LIMIT)).isEqualTo("null");
                assertThat(set(bus, "2150.0")).isEqualTo("1");
                assertThat(inverter.written()).isEmpty();
            }
        }
    }
}
