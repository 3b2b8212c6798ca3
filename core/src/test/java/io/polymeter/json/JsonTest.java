package io.polymeter.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A tree comes from one whole text, and its values are found by RFC 6901.
/// Read by [JsonReader].
class JsonTest {

    /// The document of RFC 6901, section 5.
    private static final String RFC = """
            {"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\\\j":5,"k\\"l":6," ":7,"m~n":8}""";

    private static @Nullable JsonValue at(String document, String path) throws JsonException {
        return JsonPath.parse(path).in(JsonValue.parse(document));
    }

    @ParameterizedTest
    @CsvSource({"/,0", "/a~1b,1", "/c%d,2", "/e^f,3", "/g|h,4", "/i\\j,5", "/k\"l,6", "'/ ',7", "/m~0n,8", "a/b,1"})
    void pointersFindWhatTheRfcSays(String pointer, String number) throws JsonException {
        assertThat(at(RFC, pointer)).isEqualTo(new JsonValue.NumberValue(number));
    }

    @Test
    void elementsAreFoundByNumberAndTheEmptyPointerIsAll() throws JsonException {
        assertThat(at(RFC, "/foo/1")).isEqualTo(new JsonValue.StringValue("baz"));
        assertThat(at(RFC, "foo.0")).isEqualTo(new JsonValue.StringValue("bar"));
        assertThat(Objects.requireNonNull(at(RFC, "")).get("c%d")).isEqualTo(new JsonValue.NumberValue("2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo/2", "/foo/01", "/foo/-", "/foo/bar", "/nothing", "/a/b", "/foo/99999999999"})
    void whatIsNotThereIsNotFound(String pointer) throws JsonException {
        assertThat(at(RFC, pointer)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":1", "{\"a\":", "[1,", "nul", "{} {}", "1 2", "<html>", "{\"a\":NaN}"})
    void aTextThatIsNotWholeIsRefused(String text) {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonValue.parse(text));
    }

    @Test
    void depthIsBounded() {
        assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonValue.parse("[".repeat(100_000)));
    }

    @Test
    void aQuotedTextReadsBack() throws JsonException {
        String text = "a\"b\\c\n\u0001ü€";
        assertThat(JsonValue.parse(JsonText.quote(text))).isEqualTo(new JsonValue.StringValue(text));
    }
}
