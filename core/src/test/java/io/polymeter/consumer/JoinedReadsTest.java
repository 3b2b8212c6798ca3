package io.polymeter.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import io.polymeter.store.MeterState;
import io.polymeter.view.FreshnessPolicy;
import io.polymeter.view.Served;
import io.polymeter.view.Translation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A general Modbus client wants everything that a face shows, and joins its reads over whatever lies between, in
/// blocks of any size. It gets an answer wherever the real device gives one.
class JoinedReadsTest {

    private static final long NOW = 1_000_000_000L;
    private static final int LARGEST = 125;

    /// The registers that no block is answered with, and why: `PROFILE FIRST LAST REASON`. Whoever learns what a device
    /// answers there writes it into its profile, and takes the line away.
    private static final List<Unanswered> UNANSWERED =
            """
            solaredge-se-mtr-3y-wattnode 1034 1099 exception 2 (WattNode manual: a read of an invalid register address)
            solaredge-se-mtr-3y-wattnode 1623 1649 exception 2 (WattNode manual: a read of an invalid register address)
            solaredge-se-mtr-3y-wattnode 1656 1699 exception 2 (WattNode manual: a read of an invalid register address)
            carlo-gavazzi-em24 4356 4359 not documented; the device takes 11 registers a read
            carlo-gavazzi-em24-ethernet 771 771 not documented
            carlo-gavazzi-em111-em112-et112 28 31 not documented
            carlo-gavazzi-em111-em112-et112 4097 4097 not documented
            carlo-gavazzi-em111-em112-et112 4354 4354 not documented
            carlo-gavazzi-em330-em340-et340-em530-em540 82 95 not documented; OpenEMS ends before
            eastron-sdm630 112 199 not documented; the device takes 80 registers a read
            eastron-sdm630 270 333 not documented; the device takes 80 registers a read
            eastron-sdm72d-m-v2 76 199 not documented; the device takes 80 registers a read
            eastron-sdm72d-m-v2 226 341 not documented; the device takes 80 registers a read
            eastron-sdm72d-m-v2 346 383 not documented
            fronius-ts-65a-3 274 285 not documented; its reader leaves them out
            huawei-dtsu666-h 2002 2101 not documented; its reader leaves them out
            huawei-dtsu666-h 2182 2213 not documented; its reader leaves them out
            sungrow-dtsu666-20-s100 22 62 not documented; its reader leaves them out
            sungrow-dtsu666-20-s100 64 96 not documented; its reader leaves them out
            sungrow-dtsu666-20-s100 103 118 not documented; its reader leaves them out
            bernecker-mpm3pm 6 7 not documented
            bernecker-mpm3pm 46 50 not documented; its reader leaves them out
            eltako-dsz15dzmod-dsz16 18 29 not documented
            eltako-dsz15dzmod-dsz16 36 51 not documented
            eltako-dsz15dzmod-dsz16 54 61 not documented
            eltako-dsz15dzmod-dsz16 64 71 not documented
            lovato-dmg 13 18 not documented; OpenEMS found that registers in between are not answered
            lovato-dmg 43 48 not documented; OpenEMS found that registers in between are not answered
            lovato-dmg 51 56 not documented; OpenEMS found that registers in between are not answered
            lovato-dmg 7719 7750 not documented; OpenEMS found that registers in between are not answered
            lovato-dmg 7759 7790 not documented; OpenEMS found that registers in between are not answered
            smappee-power-box 902 959 not documented; its reader leaves them out
            smappee-power-box 962 1013 not documented; its reader leaves them out
            smappee-power-box 4355 4415 not documented; its reader leaves them out
            smappee-power-box 4444 4479 not documented; its reader leaves them out
            socomec-countis-e23-e24-e27-e28 50004 50057 not documented
            tq-bcontrol-em300-em420 8 25 carries what a KSEM has there, with no word for no value
            tq-bcontrol-em300-em420 28 39 not documented
            tq-bcontrol-em300-em420 48 59 carries what a KSEM has there, with no word for no value
            tq-bcontrol-em300-em420 64 79 carries what a KSEM has there, with no word for no value
            tq-bcontrol-em300-em420 88 99 carries what a KSEM has there, with no word for no value
            tq-bcontrol-em300-em420 104 119 carries what a KSEM has there, with no word for no value
            tq-bcontrol-em300-em420 128 139 carries what a KSEM has there, with no word for no value
            tq-bcontrol-em300-em420 520 591 carries what a KSEM has there, with no word for no value
            tq-bcontrol-em300-em420 600 671 carries what a KSEM has there, with no word for no value
            tq-bcontrol-em300-em420 680 751 carries what a KSEM has there, with no word for no value
            victron-vm3p75ct 12376 12415 not documented; its reader leaves out holes of more than 18
            """.lines().map(Unanswered::parse).toList();

    /// What an SDM630 lacks of a KSEM's counters, apart from those registers that nothing has.
    private static final List<Unanswered> OF_AN_SDM630 =
            """
            kostal-ksem 528 591 carries apparent energy, with no word for no value
            kostal-ksem 608 671 carries apparent energy, with no word for no value
            kostal-ksem 688 751 carries apparent energy, with no word for no value
            """.lines().map(Unanswered::parse).toList();

    private record Unanswered(String profile, int first, int last, String reason) {

        static Unanswered parse(String line) {
            String[] words = line.split(" ", 4);
            return new Unanswered(words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]);
        }

        Stream<Integer> registers() {
            return java.util.stream.IntStream.rangeClosed(first, last).boxed();
        }
    }

    /// A face, and a meter that is shown so.
    record Shown(Profile face, String source, Translation view, MeterState state) {

        static Shown of(String id, String source, MeterState state) {
            Profile face = Catalog.builtIn().find(id).orElseThrow();
            FreshnessPolicy policy = new FreshnessPolicy(face.wire().whenStale(), Map.of());
            return new Shown(face, source, new Translation(face, Map.of(), policy), state);
        }

        boolean answers(int address, int count) {
            return view.read(state, address, count, NOW) instanceof Served.Data;
        }

        /// What the client wants: each row that has a value, in the order of addresses.
        List<Range> wanted() {
            return face.rows().stream()
                    .map(Row::range)
                    .filter(range -> answers(range.address(), range.count()))
                    .toList();
        }

        /// The client's reads, none longer than `most`.
        List<Range> blocks(int most) {
            List<Range> blocks = new ArrayList<>();
            Range block = null;
            for (Range next : wanted()) {
                boolean sameTable = block != null && block.address() >> 16 == next.address() >> 16;
                if (block != null && sameTable && next.end() - block.address() <= most) {
                    block = new Range(block.address(), Math.max(block.end(), next.end()) - block.address());
                } else {
                    if (block != null) {
                        blocks.add(block);
                    }
                    block = next;
                }
            }
            if (block != null) {
                blocks.add(block);
            }
            return blocks;
        }

        @Override
        public String toString() {
            return face.id() + " from " + source;
        }
    }

    /// All that a device can give.
    private static MeterState full(String source) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (Row row : Catalog.builtIn().find(source).orElseThrow().rows()) {
            Point point = row.point();
            if (point != null && point.quantity().isText()) {
                readings.put(point, "1", NOW);
            } else if (point != null) {
                readings.put(point, ConsumerCoverage.plausible(point, 1), NOW);
            }
        }
        return MeterState.initial(null).with(readings.build());
    }

    /// The ids of all profiles that a known consumer reads.
    private static Set<String> faces() {
        Set<String> known = Catalog.builtIn().ids().stream().collect(Collectors.toSet());
        Set<String> faces = new TreeSet<>();
        for (String id : known) {
            if (!Catalog.builtIn().find(id).orElseThrow().about().readers().isEmpty()) {
                faces.add(id);
            }
        }
        new Consumers(List.of("modbus"))
                .all().stream()
                        .flatMap(consumer -> consumer.faces().stream())
                        .map(ConsumerFace::expects)
                        .filter(known::contains)
                        .forEach(faces::add);
        return faces;
    }

    static List<Shown> shown() {
        List<Shown> shown = new ArrayList<>();
        for (String source : List.of("kostal-ksem", "eastron-sdm630")) {
            MeterState state = full(source);
            faces().forEach(id -> shown.add(Shown.of(id, source, state)));
        }
        return shown;
    }

    private static Set<Integer> excepted(Shown shown) {
        return Stream.concat(
                        UNANSWERED.stream(),
                        shown.source().equals("eastron-sdm630") ? OF_AN_SDM630.stream() : Stream.empty())
                .filter(exception -> exception.profile().equals(shown.face().id()))
                .flatMap(Unanswered::registers)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("shown")
    void blocksOfAnySizeAreAnsweredWhereTheDeviceAnswers(Shown shown) {
        Set<Integer> excepted = excepted(shown);
        Set<Range> refused = new TreeSet<>();
        for (int most = 10; most <= LARGEST; most++) {
            for (Range block : shown.blocks(most)) {
                boolean known = excepted.stream().anyMatch(block::contains);
                if (!known && !shown.answers(block.address(), block.count())) {
                    refused.add(block);
                }
            }
        }
        assertThat(shown.wanted()).isNotEmpty();
        assertThat(refused).as("%s", shown).isEmpty();
    }

    /// What is excepted is refused: else the list would hide what works.
    @Test
    void everyExceptionIsOne() {
        Set<Unanswered> left = new HashSet<>(UNANSWERED);
        left.addAll(OF_AN_SDM630);
        for (Shown shown : shown()) {
            left.removeIf(exception -> exception.profile().equals(shown.face().id())
                    && (shown.source().equals("eastron-sdm630") || !OF_AN_SDM630.contains(exception))
                    && exception.registers().anyMatch(register -> !shown.answers(register, 1)));
        }
        assertThat(left).isEmpty();
    }

    /// ioBroker's adapter in its default settings.
    @Test
    void anEm24IsReadOverGapsOfTenRegisters() {
        Shown em24 = Shown.of("carlo-gavazzi-em24-ethernet", "kostal-ksem", full("kostal-ksem"));
        assertThat(em24.blocks(100).getFirst()).isEqualTo(new Range(0, 80));
        assertThat(em24.answers(0, 80)).isTrue();
    }

    /// A KSEM measures all that it has, and knows no word for what is not measured: a block over such a value has none.
    @Test
    void aKsemOfFewValuesAnswersTheseAlone() {
        Readings.Builder powers = Readings.NONE.toBuilder();
        List.of(Phase.L1, Phase.L2, Phase.L3)
                .forEach(phase -> powers.put(Point.of(Quantity.ACTIVE_POWER, phase), 100, NOW));
        Shown few =
                Shown.of("kostal-ksem", "three powers", MeterState.initial(null).with(powers.build()));
        assertThat(few.answers(0, 123)).isFalse();
        assertThat(few.answers(0, 4)).isTrue();
        assertThat(few.answers(40, 4)).isTrue();
        assertThat(Shown.of("kostal-ksem", "kostal-ksem", full("kostal-ksem")).answers(0, 123))
                .isTrue();
        assertThat(few.wanted())
                .hasSizeLessThan(Objects.requireNonNull(few.face()).rows().size());
    }
}
