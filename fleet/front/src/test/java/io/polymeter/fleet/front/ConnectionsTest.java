package io.polymeter.fleet.front;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionsTest {

    @ParameterizedTest
    @CsvSource({
        "false, g/site, g/site, true",
        "false, g/site, g/other, false",
        "false, g/site, g/site-2, false",
        "true, g/site, g/other, true",
        "true, g/site, gg/site, false",
        "true, g/site, h/site, false"
    })
    void aConnectionSpeaksForItsNodeAndOnlyForMeasurementsForItsGroup(
            boolean relayed, String node, String other, boolean may) {
        var connection = new Connections.Connection("client", node, "01", new byte[0], relayed);
        assertThat(connection.speaksFor(other)).isEqualTo(may);
    }
}
