package io.polymeter.link.modbus.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.ModbusSink.Part;
import io.polymeter.config.kind.ModbusSink.Send;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PushPlanTest {

    private static final Profile KSEM = Catalog.builtIn().find("kostal-ksem").orElseThrow();

    @Test
    void eachOfTheNineSelectionsIsExactlyTheRangesOfAKsem() {
        for (Part power : Part.values()) {
            for (Part energy : Part.values()) {
                List<String> expected = new ArrayList<>();
                switch (power) {
                    case TOTAL -> expected.add("0-27");
                    case PHASES -> expected.add("40-145");
                    case NONE -> {}
                }
                switch (energy) {
                    case TOTAL -> expected.add("512-551");
                    case PHASES -> expected.addAll(List.of("592-714", "715-791"));
                    case NONE -> {}
                }
                assertThat(PushPlan.writes(KSEM, new Send(power, energy)))
                        .as(power + " " + energy)
                        .extracting(Range::toString)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void noValueIsCutInTwo() {
        for (Range write : PushPlan.writes(KSEM, new Send(Part.PHASES, Part.PHASES))) {
            assertThat(write.count()).isLessThanOrEqualTo(123);
            for (Row row : KSEM.rows()) {
                assertThat(!row.range().overlaps(write) || write.contains(row.range()))
                        .as(write + " and " + row)
                        .isTrue();
            }
        }
    }
}
