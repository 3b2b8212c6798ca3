package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polymeter.app.scan.Findings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.json.JsonText;
import io.polymeter.link.Identification;
import io.polymeter.link.modbus.scan.ScanFinding;
import io.polymeter.message.Message;
import io.polymeter.profile.Catalog;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScanReportTest {

    private static final Endpoint HERE = new Endpoint.Tcp("192.168.1.9", 502);

    private static ScanFinding finding(String profile, boolean certain, List<String> candidates, String decides) {
        Identification identification = new Identification(
                Catalog.builtIn().find(profile).orElseThrow(),
                certain,
                List.of(),
                List.of(Message.verbatim("why")),
                candidates,
                Message.verbatim(decides));
        return new ScanFinding(HERE, 1, null, identification, 0);
    }

    private static JsonNode found(ScanFinding finding) throws IOException {
        Findings findings = new Findings();
        findings.found(List.of(finding));
        String json = JsonText.of(ScanReport.document(findings).build());
        return new ObjectMapper().readTree(json).at("/found/0");
    }

    @Test
    void theMeterAndTheBatteryOfAHybridArePrintedWithIt() {
        String yaml = ScanReport.yaml(List.of(finding("huawei-sun2000", true, List.of(), "")));
        assertThat(yaml)
                .contains("  huawei-sun2000:\n    profile: huawei-sun2000\n")
                .contains("  huawei-sun2000-grid:\n    profile: huawei-sun2000-grid\n")
                .contains("  huawei-sun2000-battery:\n    profile: huawei-sun2000-battery\n");
    }

    @Test
    void aFurtherDeviceOfAChainIsPrintedWithItsNumber() throws Exception {
        Identification identification = Identification.certain(
                Catalog.builtIn().auto(), List.of("ACME", "Meter"), List.of(Message.verbatim("why")));
        ScanFinding meter = new ScanFinding(HERE, 1, null, identification, 2);
        assertThat(ScanReport.yaml(List.of(meter))).contains("unit: 1, device: 2 }");
        JsonNode json = found(meter);
        assertThat(json.at("/device").asInt()).isEqualTo(2);
    }

    @Test
    void twoHybridsHaveNamesOfTheirOwn() {
        ScanFinding one = finding("huawei-sun2000", true, List.of(), "");
        assertThat(ScanReport.yaml(List.of(one, one)).lines().filter(line -> line.matches("  [a-z0-9-]+:")))
                .hasSize(6)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsDoubtfulIsNamedWithWhatWouldDecide() throws Exception {
        List<String> candidates = List.of("growatt-mic-min-mod", "growatt-spf-sph-min-mod");
        ScanFinding doubtful = finding("growatt-mic-min-mod", false, candidates, "the name plate");
        assertThat(ScanReport.yaml(List.of(doubtful)))
                .contains(
                        "perhaps Growatt",
                        "it may be growatt-mic-min-mod, growatt-spf-sph-min-mod; what decides is the name");
        JsonNode json = found(doubtful);
        assertThat(json.at("/certain").asBoolean()).isFalse();
        assertThat(json.at("/interface").asText()).isEqualTo("modbus");
        assertThat(json.at("/candidates")).hasSize(2);
        assertThat(json.at("/decides").asText()).isEqualTo("the name plate");
    }

    @Test
    void whatADeviceSaysStaysInItsComment() {
        Identification identification = Identification.certain(
                Catalog.builtIn().auto(),
                List.of(),
                List.of(Message.verbatim("says a\nmeters: {}\u2028b"), Message.verbatim("x".repeat(500))));
        assertThat(ScanReport.yaml(List.of(new ScanFinding(HERE, 1, null, identification, 0)))
                        .lines())
                .contains("  #   says a?meters: {}?b", "  #   " + "x".repeat(160) + "…");
    }
}
