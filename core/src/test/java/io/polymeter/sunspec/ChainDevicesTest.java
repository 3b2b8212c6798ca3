package io.polymeter.sunspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.yaml.Problems;
import io.polymeter.modbus.Words;
import io.polymeter.profile.Profile;
import io.polymeter.profile.ProfileLoader;
import io.polymeter.register.Range;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Devices in one chain ([ChainDevice]), which of them is meant ([DeviceChoice]), a chain that is declared
/// ([DeclaredChain]), and one whose lengths are wrong ([HeaderSearch]).
class ChainDevicesTest {

    private static final Model COMMON = new Model(1, 40002, 66);
    private static final Model INVERTER = new Model(103, 40070, 50);
    private static final Model METER_COMMON = new Model(1, 40122, 65);
    private static final Model METER = new Model(203, 40189, 105);

    private static final List<ChainDevice> TWO = ChainDevice.of(List.of(COMMON, INVERTER, METER_COMMON, METER));

    @Test
    void eachCommonModelBeginsADevice() {
        assertThat(TWO)
                .containsExactly(
                        new ChainDevice(List.of(COMMON, INVERTER)), new ChainDevice(List.of(METER_COMMON, METER)));
        assertThat(TWO.get(0).isInverter()).isTrue();
        assertThat(TWO.get(1).isMeter()).isTrue();
        assertThat(TWO.get(1).isNamed()).isTrue();
        assertThat(TWO).extracting(device -> device.words().text()).containsExactly("inverter (103)", "meter (203)");
    }

    @Test
    void aMeterBehindAnInverterWithoutANameIsADeviceOfItsOwn() {
        Model second = new Model(203, 40300, 105);
        List<ChainDevice> devices = ChainDevice.of(List.of(COMMON, INVERTER, METER, second));
        assertThat(devices).hasSize(3);
        assertThat(devices.get(1).isNamed()).isFalse();
        assertThat(devices.get(2)).isEqualTo(new ChainDevice(List.of(second)));
        assertThat(ChainDevice.of(List.of())).isEmpty();
        assertThat(new ChainDevice(List.of(COMMON, new Model(120, 1, 26)))
                        .words()
                        .text())
                .isEqualTo("device (1, 120)");
    }

    @ParameterizedTest
    @CsvSource({
        "meter, 2",
        "inverter, 1",
        "1, 1",
        "2, 2",
        "3, 0",
        "203, 2",
        "103, 1",
        "999, 0",
        "wattnode, 2",
        "WattNode 7, 2",
        "SN1, 1",
        "' sn2 ', 2",
        "fronius, 1",
        "nobody, 0"
    })
    void aDeviceIsMeantByItsPlaceItsKindAModelOrAName(String text, int number) {
        List<List<String>> names =
                List.of(List.of("Fronius", "Symo", "SN1"), List.of("Continental", "WattNode 7", "SN2"));
        assertThat(new DeviceChoice(text).in(TWO, names)).isEqualTo(number);
    }

    @Test
    void aDeviceThatIsNotThereIsAnsweredWithThoseThatAre() {
        DeviceChoice choice = new DeviceChoice("nobody");
        assertThat(choice.needsNames()).isTrue();
        assertThat(DeviceChoice.METER.needsNames()).isFalse();
        assertThat(new DeviceChoice("2").needsNames()).isFalse();
        Chain chain = new Chain(40000, List.of(COMMON, INVERTER, METER_COMMON, METER), true);
        assertThat(choice.missing(chain, List.of(List.of("Fronius"))))
                .hasMessage("there is no device 'nobody' in the SunSpec chain: it has 1: inverter (103) Fronius,"
                        + " 2: meter (203)");
        assertThat(choice.missing(null, List.of())).hasMessageEndingWith("it has no chain");
    }

    private static Profile declared() {
        String text = """
                id: test
                title: Test
                groups:
                  live: { fresh-for: 2s, every: 1s }
                  energy: { fresh-for: 5m, every: 5s }
                  identity: { every: 1h }
                modbus: {}
                sunspec:
                  base: 40000
                  models: [1, 213]
                  fixed: { Mn: M }
                """;
        Problems problems = new Problems("t");
        Profile profile = ProfileLoader.parse(text.getBytes(StandardCharsets.UTF_8), problems);
        assertThat(problems.sorted()).isEmpty();
        return Objects.requireNonNull(profile);
    }

    @Test
    void aDeclaredChainIsTheOneThatAWalkWouldFind() {
        Profile profile = declared();
        DeclaredChain chain = Objects.requireNonNull(DeclaredChain.of(profile));
        assertThat(chain.base()).isEqualTo(40000);
        assertThat(chain.models()).containsExactly(new Model(1, 40002, 66), new Model(213, 40070, 124));
        assertThat(chain.end()).isEqualTo(40196);
        assertThat(chain.matches(new Chain(40000, chain.models(), true))).isTrue();
        assertThat(chain.matches(new Chain(50000, chain.models(), true))).isFalse();
        assertThat(chain.describes(TWO.get(1))).isTrue();
        assertThat(chain.describes(TWO.get(0))).isFalse();
        Profile walked = chain.walked(profile);
        assertThat(Objects.requireNonNull(walked.sunspec()).bases()).containsExactly(40000, 50000, 0);
        assertThat(walked.spans()).isEmpty();
        assertThat(DeclaredChain.of(walked)).isNull();
    }

    @Test
    void aHeaderIsSoughtWhereTheLengthBeforeItWasWrong() {
        HeaderSearch search = new HeaderSearch(40100);
        assertThat(search.next()).isEqualTo(new Range(40100, 80));
        search.refused();
        assertThat(search.next()).isEqualTo(new Range(40100, 40));
        int[] words = new int[40];
        words[5] = 103;
        words[6] = 50;
        search.received(Words.of(words));
        assertThat(search.next()).isEqualTo(new Range(40100 + 5 + 2 + 50, 2));
        assertThat(search.found()).isNull();
        search.received(Words.of(0xffff, 0));
        assertThat(search.found()).isEqualTo(new Model(103, 40105, 50));
        assertThat(search.next()).isNull();
    }

    @Test
    void whatOnlyLooksLikeAHeaderIsNoneAndTheLastOfAChainMayEndIt() {
        HeaderSearch search = new HeaderSearch(40100);
        int[] words = new int[80];
        words[0] = 103;
        words[1] = 50;
        search.received(Words.of(words));
        search.received(Words.of(7, 9));
        assertThat(search.found()).isNull();
        assertThat(search.next()).isNull();
        HeaderSearch last = new HeaderSearch(40100);
        last.received(Words.of(words));
        last.refused();
        assertThat(last.found()).isEqualTo(new Model(103, 40100, 50));
        HeaderSearch nothing = new HeaderSearch(0xfffe);
        assertThat(nothing.next()).isNull();
    }
}
