package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Codec;
import io.polymeter.register.RegisterImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A meter that was mounted the wrong way round is shown the right way round.
@Timeout(20)
class CorrectedMeterTest {

    private static final Codec KSEM =
            Codec.of(Catalog.builtIn().find("kostal-ksem").orElseThrow());

    private static List<String> problems(String meter, String output) {
        return House.problems(Path.of("."), """
            meters:
              grid: { profile: kostal-ksem, modbus: { poll: "tcp://10.0.0.1" }, correct: %s }
            outputs:
              o: { meter: grid, %s }
            """.formatted(meter, output)).stream()
                .map(problem -> problem.path() + ": " + problem.message())
                .toList();
    }

    @Test
    void itsOwnRegistersCannotBeShown() {
        assertThat(problems("{ sign: -1 }", "modbus: { serve: \"tcp://127.0.0.1:1502\" }"))
                .containsExactly("outputs.o: shows the registers of grid as they are, but its values are corrected by"
                        + " meters.grid.correct; give it the profile of another device");
        assertThat(problems("{ sign: -1 }", "profile: kostal-ksem, modbus: { serve: \"tcp://127.0.0.1:1502\" }"))
                .anySatisfy(text -> assertThat(text).startsWith("outputs.o.profile: shows the registers of grid"));
        assertThat(problems("{ sign: 1 }", "modbus: { serve: \"tcp://127.0.0.1:1502\" }"))
                .isEmpty();
        assertThat(problems("{ sign: -1 }", "modbus: { proxy: \"tcp://127.0.0.1:1502\" }"))
                .containsExactly("outputs.o.modbus.proxy: passes what grid says, without its 'correct'");
    }

    @Test
    void thePointsItNamesMustBeMeasured() {
        String face = "profile: fronius-smart-meter, modbus: { serve: \"tcp://127.0.0.1:1502\" }";
        assertThat(problems("{ points: { activ-power: { scale: 10 } } }", face))
                .anySatisfy(text ->
                        assertThat(text).contains("there is no point 'activ-power'; did you mean 'active-power'?"));
        assertThat(problems("{ points: { serial: { scale: 10 } } }", face))
                .anySatisfy(text -> assertThat(text).contains("is never measured"));
    }

    @Test
    void anotherDevicesFaceShowsWhatIsRight() throws Exception {
        int push = House.freePort();
        int serve = House.freePort();
        String yaml = """
            meters:
              grid:
                profile: kostal-ksem
                modbus: { push: "tcp://127.0.0.1:%d", from: [127.0.0.1] }
                correct: { sign: -1, scale: 10, phases: [L2, L3, L1] }
            outputs:
              gen24:
                meter: grid
                profile: fronius-smart-meter
                modbus: { serve: "tcp://127.0.0.1:%d", unit: 240 }
            """.formatted(push, serve);
        try (House _ = new House(Path.of("."), yaml);
                ModbusClient device = House.client(push);
                ModbusClient inverter = House.client(serve)) {
            await().ignoreExceptions().until(() -> House.read(device, 1, 0, 2) != null);
            Readings.Builder said = Readings.NONE.toBuilder();
            said.put(Point.of(Quantity.ACTIVE_POWER), 600, 1);
            said.put(Point.of(Quantity.ACTIVE_POWER, Phase.L1), 100, 1);
            said.put(Point.of(Quantity.ACTIVE_POWER, Phase.L2), 200, 1);
            said.put(Point.of(Quantity.ACTIVE_POWER, Phase.L3), 300, 1);
            RegisterImage image = KSEM.encode(said.build(), 1);
            for (RegisterImage.Segment run : image.segments()) {
                for (int at = 0; at < run.words().count() && run.address() < 148; at += 100) {
                    int count = Math.min(100, run.words().count() - at);
                    House.write(device, 1, run.address() + at, run.words().slice(at, count));
                }
            }
            // The Fronius meter's W, WphA, WphB and WphC: floats from 40097 on.
            await().untilAsserted(() -> {
                Response response = House.read(inverter, 240, 40097, 8);
                assertThat(response).isInstanceOf(Response.ReadRegisters.class);
                Words words = ((Response.ReadRegisters) response).values();
                assertThat(List.of(number(words, 0), number(words, 2), number(words, 4), number(words, 6)))
                        .containsExactly(-6000f, -2000f, -3000f, -1000f);
            });
        }
    }

    private static float number(Words words, int at) {
        return Float.intBitsToFloat(words.get(at) << 16 | words.get(at + 1));
    }
}
