package io.polymeter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.Problem;
import io.polymeter.link.Link;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Site;
import io.polymeter.link.modbus.ModbusProtocol;
import io.polymeter.link.simulate.SimulateProtocol;
import io.polymeter.link.victron.VictronProtocol;
import io.polymeter.profile.Catalog;
import io.polymeter.store.MeterStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `check` says of services on a D-Bus.
class VictronPlanTest {

    private static final String METERS = """
            meters:
              m: { simulate: { scenario: summer-day } }
              ksem: { profile: kostal-ksem, modbus: { poll: "tcp://10.0.0.9" } }
            outputs:
            """;

    private static Configuration plan(String outputs) {
        return Configuration.parse(
                Path.of("polymeter.yaml"),
                (METERS + outputs).getBytes(StandardCharsets.UTF_8),
                _ -> null,
                wiring().kinds());
    }

    private static Wiring wiring() {
        return new Wiring(
                Catalog.builtIn(), List.of(new SimulateProtocol(), new ModbusProtocol(), new VictronProtocol()));
    }

    private static List<String> describe(String outputs) {
        return Objects.requireNonNull(wiring().plan(plan(outputs))).describe().stream()
                .filter(line -> line.startsWith("output"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "meter: m, victron: { service: grid, bus: sesion }                  | is no D-Bus address",
                "meter: m, victron: { service: grid, bus: 'tcp:host=venus' }        | needs a port",
                "meter: ksem, victron: { service: grid, writes: profile }           | only a pvinverter has a writable value",
                "meter: m, victron: { service: pvinverter, writes: profile }        | no Modbus device with 'poll'",
                "meter: m, identity: { colour: red }, victron: { service: grid }    | there is no 'colour'",
                "meter: m, profile: kostal-ksem, victron: { service: grid }         | does not apply to a victron",
                "meter: m, when-stale: hold, victron: { service: grid }             | does not apply to a victron",
            })
    void mistakesAreNamed(String output, String words) {
        Configuration configuration = plan("  o: { " + output + " }");
        wiring().plan(configuration);
        assertThat(configuration.problems().sorted())
                .extracting(Problem::message)
                .anySatisfy(message -> assertThat(message).contains(words));
    }

    @Test
    void servicesOfAKindGetInstancesOfTheirOwnThatNobodyElseHasAskedFor() {
        assertThat(describe("""
                  a: { meter: m, victron: { service: pvinverter } }
                  b.c-d: { meter: m, victron: { service: pvinverter } }
                  e: { meter: m, victron: { service: pvinverter, instance: 21 } }
                  f: { meter: m, victron: { service: temperature, bus: session } }
                  g: { meter: ksem, victron: { service: pvinverter, bus: session, writes: profile } }
                """))
                .containsExactly(
                        "output a shows m as com.victronenergy.pvinverter.polymeter_a on the bus system,"
                                + " instance 20 or the next free one",
                        "output b.c-d shows m as com.victronenergy.pvinverter.polymeter_b_2ec-d on the bus system,"
                                + " instance 22 or the next free one",
                        "output e shows m as com.victronenergy.pvinverter.polymeter_e on the bus system,"
                                + " instance 21 or the next free one",
                        "output f shows m as com.victronenergy.temperature.polymeter_f on the bus session,"
                                + " instance 26 or the next free one",
                        "output g shows ksem as com.victronenergy.pvinverter.polymeter_g on the bus session,"
                                + " instance 20 or the next free one; its power limit may be written");
    }

    @Test
    void aReloadKeepsTheServicesWhoseSettingsAreTheSame() {
        Wiring wiring = wiring();
        MeterStore meters = new MeterStore();
        meters.add("m", null);
        Site site = new Site(meters, new ManualClock());
        String same = "  a: { meter: m, victron: { service: grid } }\n";
        List<Link> before = links(wiring, same + "  b: { meter: m, victron: { service: grid } }\n", site);
        List<Link> after = links(wiring, same + "  b: { meter: m, victron: { service: grid, phases: none } }\n", site);
        assertThat(after.get(0)).isSameAs(before.get(0));
        assertThat(after.get(1)).isNotSameAs(before.get(1));
        assertThat(after.get(1).name()).isEqualTo("b.victron");
        meters.add("m", null);
        assertThat(links(wiring, same, site).getFirst())
                .as("the meter is another one")
                .isNotSameAs(before.get(0));
    }

    private static List<Link> links(Wiring wiring, String outputs, Site site) {
        return Objects.requireNonNull(wiring.plan(plan(outputs))).blueprints().getLast().build(site).parts().stream()
                .map(ProtocolLinks.Part::link)
                .toList();
    }
}
