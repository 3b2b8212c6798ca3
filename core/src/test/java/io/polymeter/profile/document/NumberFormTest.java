package io.polymeter.profile.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.point.Point;
import io.polymeter.profile.Catalog;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How documents write numbers, and a whole document as its device would write it ([DocumentWriter]).
class NumberFormTest {

    @ParameterizedTest
    @CsvSource({
        "fl_43674000, 231.25",
        "fl_C2C80000, -100.0",
        "u8_FF, 255",
        "i8_FF, -1",
        "i1_7FFF, 32767",
        "u3_0000000A, 10",
        "i3_FFFFFFFE, -2"
    })
    void aTypedNumberIsReadByItsType(String text, double number) {
        assertThat(NumberForm.TYPED_HEX.read(new JsonValue.StringValue(text)))
                .isInstanceOfSatisfying(
                        JsonValue.NumberValue.class,
                        read -> assertThat(Double.parseDouble(read.literal())).isEqualTo(number));
    }

    @ParameterizedTest
    @CsvSource({"fl_4367400", "x1_00", "fl_", "u8_FFFFFFFFFFFFFFFF", "12"})
    void whatIsNoTypedNumberStaysWhatItIs(String text) {
        JsonValue written = new JsonValue.StringValue(text);
        assertThat(NumberForm.TYPED_HEX.read(written)).isSameAs(written);
        assertThat(NumberForm.NUMBER.read(written)).isSameAs(written);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(JsonText.of(NumberForm.TYPED_HEX.write(231.25))).isEqualTo("\"fl_43674000\"");
        assertThat(NumberForm.TYPED_HEX.read(NumberForm.TYPED_HEX.write(-7.5)))
                .isEqualTo(new JsonValue.NumberValue("-7.5"));
        assertThat(JsonText.of(NumberForm.NUMBER.write(5.5))).isEqualTo("5.5");
    }

    private static List<Documents.Document> documents() {
        return Catalog.builtIn()
                .documents()
                .flatMap(profile -> profile.documents().all().stream())
                .toList();
    }

    @Test
    void aDocumentWithoutAnyValueIsNoneAndAnAbsentOneIsNull() {
        List<Documents.Document> all = documents();
        assertThat(all).isNotEmpty();
        for (Documents.Document document : all) {
            assertThat(DocumentWriter.write(document, _ -> Double.NaN, Instant.EPOCH))
                    .isNull();
            if (document.values().size() > 1) {
                Point first = document.values().getFirst().point();
                JsonValue written =
                        DocumentWriter.write(document, point -> point == first ? 10 : Double.NaN, Instant.EPOCH);
                assertThat(written).as("%s", document).isNotNull();
            }
        }
    }
}
