package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.profile.Catalog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whose power a consumer sets, where nobody says.
@Timeout(20)
class SteeredStorageTest {

    private static List<String> steers(String storages, String output) {
        String yaml = """
                meters:
                  grid: { profile: kostal-ksem, modbus: { poll: "tcp://127.0.0.1:9" } }
                %soutputs:
                  o: { meter: grid, %smodbus: { serve: "tcp://127.0.0.1:%d" } }
                """.formatted(storages, output, House.freePort());
        Wiring wiring = new Wiring(Catalog.builtIn(), List.of(new ModbusProtocol()));
        Configuration configuration = Configuration.parse(
                Path.of("polymeter.yaml"), yaml.getBytes(StandardCharsets.UTF_8), _ -> null, wiring.kinds());
        try (Polymeter polymeter = Polymeter.start(Objects.requireNonNull(wiring.plan(configuration)))) {
            LoopWatch watch = new LoopWatch(polymeter);
            watch.look(polymeter.clock().nanos());
            return Objects.requireNonNull(watch.reports().get("o")).steers();
        }
    }

    private static String storage(String name) {
        return "  " + name + ": { role: storage, profile: kostal-ksem, modbus: { poll: \"tcp://127.0.0.1:9\", unit: "
                + name.length() + " } }\n";
    }

    @Test
    void theOnlyStorageIsTaken() {
        assertThat(steers(storage("battery"), "")).containsExactly("battery");
    }

    @Test
    void ofTwoNoneIsTaken() {
        assertThat(steers(storage("battery") + storage("other"), "")).isEmpty();
        assertThat(steers(storage("battery") + storage("other"), "steers: [other], "))
                .containsExactly("other");
        assertThat(steers("", "")).isEmpty();
    }
}
