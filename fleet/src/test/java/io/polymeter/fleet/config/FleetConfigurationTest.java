package io.polymeter.fleet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.polymeter.config.kind.Term;
import io.polymeter.config.yaml.Problem;
import io.polymeter.fleet.group.SiteGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
                        "2:14: sink.url: 'mysql://x' is not a database URL; expected postgresql://HOST/DATABASE",
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

    /// A group's text, and what is wrong with it.
    static List<Arguments> wrongGroups() {
        String term = "a meter's name, or -name to subtract it";
        return List.of(
                arguments("north", "1:9: groups: expected a mapping (name: value), found 'north'"),
                arguments("[north]", "1:9: groups: expected a mapping (name: value), found a list"),
                arguments("{ n: }", "1:13: groups.n: has no value; expected a mapping with the keys sites, of"),
                arguments("{ n: grid }", "1:14: groups.n: expected a mapping with the keys sites, of, found 'grid'"),
                arguments("{ n: {} }", "1:11: groups.n: needs the key 'of': " + term + ", or a list of such"),
                arguments(
                        "{ n: { of: } }", "1:19: groups.n.of: has no value; expected " + term + ", or a list of such"),
                arguments(
                        "{ n: { of: [] } }",
                        "1:20: groups.n.of: the list is empty; expected " + term + ", or a list of such"),
                arguments("{ n: { of: [grid, grid] } }", "1:27: groups.n.of[1]: 'grid' is listed twice"),
                arguments("{ n: { of: [grid, -grid] } }", "1:27: groups.n.of[1]: 'grid' is listed twice"),
                arguments("{ n: { of: \"-\" } }", "1:20: groups.n.of: a meter's name is missing"),
                arguments("{ n: { of: \"a b\" } }", "1:20: groups.n.of: 'a b' is not a meter's name"),
                arguments("{ n: { of: [pv, \"--grid\"] } }", "1:25: groups.n.of[1]: '-grid' is not a meter's name"),
                arguments("{ n: { of: [grid, [pv]] } }", "1:27: groups.n.of[1]: expected " + term + ", found a list"),
                arguments(
                        "{ n: { of: pv, sites: south } }",
                        "1:31: groups.n.sites: expected a mapping with the keys label, found 'south'"),
                arguments(
                        "{ n: { of: pv, sites: { label: \"=south\" } } }",
                        "1:40: groups.n.sites.label: expected a label such as region=north, found '=south'"),
                arguments(
                        "{ n: { of: pv, sites: { label: [a, b] } } }",
                        "1:40: groups.n.sites.label: expected a text, found a list"),
                arguments("{ n: { of: pv, sites: {} } }", "1:24: groups.n.sites: needs the key 'label': a text"),
                arguments("{ n: { of: pv }, n: { of: grid } }", "1:26: groups.n: duplicate key"),
                arguments(
                        "{ \"a@b\": { of: pv } }",
                        "1:11: groups.a@b: 'a@b' is not a name; names have letters, digits, '-', '_' and '.', at most 64"),
                arguments(
                        "{ n: { of: [a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u] } }",
                        "1:61: groups.n.of[20]: at most 20 are possible, this is number 21"),
                arguments(
                        "{ n: { of: \"${METER}\" } }", "1:21: groups.n.of: the environment variable METER is not set"),
                arguments("{ n: { of: pv }", "2:1: expected ',' or '}'; what it belongs to begins at 1:9"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongGroups")
    void aGroupThatIsWrongIsToldWithItsPlaceAndName(String group, String error) throws IOException {
        assertThat(errors("groups: " + group + "\n")).containsExactly(error);
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
