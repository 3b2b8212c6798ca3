package io.polymeter.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KsemGoldenTest {

    private static final Profile KSEM = Catalog.builtIn().find("kostal-ksem").orElseThrow();
    private final List<Golden> cases;

    KsemGoldenTest() throws IOException {
        cases = Golden.read("/profiles/kostal/ksem.golden");
    }

    @Test
    void theDumpDecodesToItsValuesAndTheyEncodeToTheDump() {
        assertThat(cases).hasSize(2);
        Golden.assertAllAgree(cases, KSEM);
    }

    @Test
    void everyRowHasAValueOfItsOwnInEitherDirection() {
        Set<String> seen = new HashSet<>();
        for (Golden golden : cases) {
            golden.rows().values().stream()
                    .filter(value -> !value.equals("0"))
                    .forEach(value -> assertThat(seen.add(value)).as(value).isTrue());
        }
        for (Row row : KSEM.rows()) {
            assertThat(cases)
                    .as(row.name())
                    .anyMatch(golden -> !"0".equals(golden.rows().get(row.name())));
        }
    }

    @Test
    void everyExchangeOfTwoRowsIsFound() {
        List<Row> rows = KSEM.rows();
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                Row a = rows.get(i);
                Row b = rows.get(j);
                if (a.range().count() == b.range().count()) {
                    assertFound(a.name() + " and " + b.name(), at(a, b.range()), at(b, a.range()));
                }
            }
        }
    }

    @Test
    void everyWrongScaleSignWordOrderAndAddressIsFound() {
        for (Row row : KSEM.rows()) {
            for (Row wrong : mutants(row)) {
                assertFound(wrong.toString(), wrong);
            }
        }
    }

    private void assertFound(String what, Row... wrong) {
        List<Row> rows = new ArrayList<>(KSEM.rows());
        for (Row row : wrong) {
            rows.replaceAll(old -> old.name().equals(row.name()) ? row : old);
        }
        rows.sort((a, b) -> a.range().compareTo(b.range()));
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).range().overlaps(rows.get(i - 1).range())) {
                // The loader finds this, see ProfileLoaderTest.
                return;
            }
        }
        Profile mutant = new Profile(
                KSEM.id(), KSEM.title(), KSEM.wire(), KSEM.groups(), KSEM.spans(), rows, KSEM.sunspec(), null);
        assertThat(cases.stream().anyMatch(golden -> !golden.differences(mutant).isEmpty()))
                .as(what)
                .isTrue();
    }

    private static List<Row> mutants(Row row) {
        Row.Format format = row.format();
        List<Row> mutants = new ArrayList<>();
        if (row.range().address() > 0) {
            mutants.add(at(row, new Range(row.range().address() - 1, row.range().count())));
        }
        mutants.add(at(row, new Range(row.range().address() + 1, row.range().count())));
        if (format.encoding() == Encoding.STRING) {
            return mutants;
        }
        mutants.add(as(row, new Row.Format(format.encoding(), false, format.scale() * 10, -1, false, -1)));
        mutants.add(as(row, new Row.Format(otherSign(format.encoding()), false, format.scale(), -1, false, -1)));
        if (row.range().count() > 1) {
            mutants.add(as(row, new Row.Format(format.encoding(), true, format.scale(), -1, false, -1)));
        }
        if (row.point() != null) {
            for (Row.Part part : Row.Part.values()) {
                // Without a sign in the register there is none to lose.
                boolean same = part == Row.Part.ABSOLUTE
                        && otherSign(format.encoding()).name().startsWith("I");
                if (part != row.part() && !same) {
                    mutants.add(with(row, row.range(), format, part));
                }
            }
        }
        return mutants;
    }

    private static Encoding otherSign(Encoding encoding) {
        return switch (encoding) {
            case U16 -> Encoding.I16;
            case U32 -> Encoding.I32;
            case I32 -> Encoding.U32;
            case U64 -> Encoding.I64;
            case STATE0, I16, I64, KILO32, F32, F64, ACC32, ACC64, T5, T6, T7, SUNSSF, WIDE_STRING, STRING ->
                throw new AssertionError(encoding);
        };
    }

    private static Row at(Row row, Range range) {
        return with(row, range, row.format(), row.part());
    }

    private static Row as(Row row, Row.Format format) {
        return with(row, row.range(), format, row.part());
    }

    private static Row with(Row row, Range range, Row.Format format, Row.Part part) {
        return new Row(
                row.name(),
                range,
                format,
                row.unit(),
                row.point(),
                part,
                row.access(),
                row.group(),
                row.note(),
                row.fixed());
    }
}
