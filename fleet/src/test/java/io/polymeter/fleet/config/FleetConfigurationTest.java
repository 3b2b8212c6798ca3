package io.polymeter.fleet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.Term;
import io.polymeter.config.yaml.Problem;
import io.polymeter.fleet.group.SiteGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The fleet's configuration: all errors at once, each with its place.
class FleetConfigurationTest {

    @TempDir
    private Path directory;

    private FleetConfiguration load(String text) throws IOException {
        return FleetConfiguration.load(Files.writeString(directory.resolve("fleet.yaml"), text), _ -> null);
    }

    private List<String> errors(String text) throws IOException {
        return load(text).problems().sorted().stream()
                .map(Problem::toString)
                .map(line -> line.substring(line.indexOf("fleet.yaml:") + 11))
                .toList();
    }

    @Test
    void everyErrorIsReportedWithItsPlace() throws IOException {
        assertThat(errors("""
            kafka: { bootstrap: "x:1", partitons: 3 }
            sink: { url: "mysql://x" }
            front: { names: [localhost] }
            http: { listen: "0.0.0.0:80" }
            groups:
              north: { sites: { label: north }, of: [grid] }
            """))
                .containsExactly(
                        "1:28: kafka.partitons: unknown key; did you mean 'partitions'?",
                        "2:14: sink.url: 'mysql://x' is no database; expected postgresql://HOST/DATABASE",
                        "3:8: front: a front needs certificates of the authority; set ca.password",
                        "4:17: http.listen: the page can be reached from the network and there are no 'users'",
                        "6:28: groups.north.sites.label: expected a label such as region=north, found 'north'");
    }

    @Test
    void anEmptyMappingIsAFleetOnThisMachine() throws IOException {
        FleetConfiguration read = load("{}");

        assertThat(read.problems().sorted()).isEmpty();
        assertThat(read.settings()).isNotNull();
        assertThat(FleetConfiguration.kafka(read.settings()).topics().up()).isEqualTo("polymeter.up");
        assertThat(FleetConfiguration.engineTerms(read.settings()).mostAsked()).isEqualTo(3);
    }

    @Test
    void groupsHaveTheLanguageOfSums() throws IOException {
        FleetConfiguration read =
                load("groups: { net: { of: [grid, -battery] }, north: { sites: { label: region=north }, of: grid } }");

        assertThat(read.problems().sorted()).isEmpty();
        assertThat(read.settings()).isNotNull();
        assertThat(FleetConfiguration.groups(read.settings()))
                .containsExactly(
                        new SiteGroup("net", "", "", List.of(new Term("grid", false), new Term("battery", true))),
                        new SiteGroup("north", "region", "north", List.of(new Term("grid", false))));
    }

    @Test
    void theReferenceIsWhatTheProgramPrints() throws IOException {
        assertThat(Path.of("../docs/reference/fleet.md")).hasContent(FleetConfiguration.reference());
    }

    @Test
    void theSchemaKnowsEveryTopKey() {
        assertThat(FleetConfiguration.schema())
                .contains(
                        "\"kafka\"",
                        "\"front\"",
                        "\"ingest\"",
                        "\"engine\"",
                        "\"sink\"",
                        "\"ca\"",
                        "\"http\"",
                        "\"groups\"");
    }
}
