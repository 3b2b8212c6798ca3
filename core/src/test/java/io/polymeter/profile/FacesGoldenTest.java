package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.point.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every device of the catalog that has registers, against a dump that another program made of the published tables.
class FacesGoldenTest {

    /// Id and file.
    record Entry(String id, String file) {
        static List<Entry> all() throws IOException {
            return Files.readAllLines(Path.of("../profiles/index")).stream()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .filter(line -> !line.endsWith(" documents"))
                    .map(line -> line.split(" "))
                    .map(words -> new Entry(words[0], words[1]))
                    .toList();
        }

        Profile profile() {
            return Catalog.builtIn().find(id).orElseThrow();
        }

        List<Golden> cases() throws IOException {
            return Golden.read("/profiles/" + file.replace(".yaml", ".golden"));
        }

        @Override
        public String toString() {
            return id;
        }
    }

    static List<Entry> entries() throws IOException {
        return Entry.all();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void theDumpDecodesToItsValuesAndTheyEncodeToTheDump(Entry entry) throws IOException {
        assertThat(entry.cases()).hasSize(2);
        Golden.assertAllAgree(entry.cases(), entry.profile());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyMeasuredRowHasAValueOfItsOwn(Entry entry) throws IOException {
        for (Golden golden : entry.cases()) {
            Set<String> seen = new HashSet<>();
            for (Row row : entry.profile().rows()) {
                String value = golden.rows().get(row.name());
                if (value != null && row.point() != null && !value.equals("0")) {
                    assertThat(seen.add(value)).as(row.name()).isTrue();
                }
            }
        }
        Golden first = entry.cases().getFirst();
        assertThat(entry.profile().rows())
                .filteredOn(row -> row.point() != null)
                .allSatisfy(row -> assertThat(first.rows()).containsKey(row.name()));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everySignedPointIsSeenWithEitherSign(Entry entry) throws IOException {
        List<Golden> cases = entry.cases();
        for (Row row : entry.profile().rows()) {
            Point point = row.point();
            if (point == null) {
                continue;
            }
            boolean power = point.name().matches("(re)?active-power(\\.L[12])?");
            if (power && isSigned(row)) {
                double first = Double.parseDouble(cases.getFirst().points().get(point.name()));
                double second = Double.parseDouble(cases.getLast().points().get(point.name()));
                assertThat(first * second).as(point.name()).isNegative();
            }
        }
    }

    /// What only produces, or takes, may have a register without a sign.
    private static boolean isSigned(Row row) {
        boolean halves = row.part() == Row.Part.IMPORT || row.part() == Row.Part.EXPORT;
        return halves
                || row.format().turn().sign() != null
                || row.format().encoding().least() < 0;
    }
}
