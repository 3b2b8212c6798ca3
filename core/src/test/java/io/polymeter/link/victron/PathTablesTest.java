package io.polymeter.link.victron;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Paths of a service by table: [MeasuredPath], the power of [AcPaths], the codes of [InverterState], and what
/// [Introspection] says of them.
class PathTablesTest {

    @Test
    void everyPathStandsOnceInAService() {
        for (List<MeasuredPath> own : List.of(MeasuredPath.GRID, MeasuredPath.PVINVERTER)) {
            assertThat(Stream.concat(MeasuredPath.AC.stream(), own.stream()).map(MeasuredPath::path))
                    .doesNotHaveDuplicates()
                    .allMatch(path -> path.startsWith("/"));
        }
        // Energy stays when it is old: a counter that was right is right.
        assertThat(Stream.of(MeasuredPath.AC, MeasuredPath.GRID, MeasuredPath.PVINVERTER)
                        .flatMap(List::stream))
                .allMatch(path -> path.keptWhenStale() == path.path().contains("/Energy/"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, Off",
        "2, 8, Standby",
        "3, 3, Startup 3",
        "4, 11, Running (MPPT)",
        "5, 12, Running (Throttled)",
        "6, 8, Standby",
        "7, 10, Error",
        "8, 8, Standby"
    })
    void aStateOfSunspecIsAStatusOfVictron(double state, int code, String text) {
        PathValue value = InverterState.statusCode(state);
        assertThat(value.toString()).contains(String.valueOf(code), text);
    }

    @Test
    void whatIsNoStateIsInvalid() {
        assertThat(InverterState.statusCode(Double.NaN)).isEqualTo(PathValue.INVALID);
        assertThat(InverterState.statusCode(9)).isEqualTo(PathValue.INVALID);
        assertThat(InverterState.statusCode(0)).isEqualTo(PathValue.INVALID);
    }

    @Test
    void aMeterHasAsManyPhasesAsItHasEverShown() {
        assertThat(phases("frequency", 50)).isEqualTo(PathValue.INVALID);
        assertThat(phases("voltage.L1", 230)).isEqualTo(PathValue.of(1));
        assertThat(phases("voltage.L1", 230, "current.L2", 0, "active-power.L3", -5))
                .isEqualTo(PathValue.of(3));
    }

    private static PathValue phases(Object... points) {
        return AcPaths.phases(new ServiceUpdate(Meters.fresh(points), PathValues.BLANK.next()));
    }

    @Test
    void theTreeOfAServiceCanBeLookedAt() {
        assertThat(Introspection.leaf())
                .startsWith("<!DOCTYPE node")
                .contains("name=\"SetValue\"", "name=\"PropertiesChanged\"")
                .doesNotContain("GetItems")
                .endsWith("</node>\n");
        assertThat(Introspection.node(true, List.of("Ac", "Mgmt")))
                .contains("name=\"GetItems\"", "<node name=\"Ac\"/>", "<node name=\"Mgmt\"/>")
                .doesNotContain("SetValue");
        assertThat(Introspection.node(false, List.of())).doesNotContain("GetItems", "<node name=");
    }
}
