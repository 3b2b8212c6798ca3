package io.polymeter.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.fault.Wording;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A sentence keeps its code and what stands in its places on the way from a fault to the page.
class MessageTest {

    private static final Message INNER = Message.of("unit-not-there", "unit {unit} is not there: {why}", 7, "silent");

    @Test
    void aFaultOfTheWireKeepsItsCode() {
        IOException fault = new ConnectFailedException(
                "192.0.2.7", 502, ConnectFailedException.Reason.REFUSED, new ConnectException("Connection refused"));
        Message said = Message.of(fault);
        assertThat(said.code()).isEqualTo("connection-refused");
        assertThat(said.text()).isEqualTo(fault.getMessage()).isEqualTo("192.0.2.7:502: connection refused");
        assertThat(said.params().build().text("place")).isEqualTo("192.0.2.7:502");
    }

    @Test
    void aFaultInAFaultIsASentenceOfItsOwn() {
        Message said = Message.of(new CodedIoException(
                Message.of("about-3", "{name}: {why}", "grid", Message.of(new CodedIoException(INNER)))));
        assertThat(said.text()).isEqualTo("grid: unit 7 is not there: silent");
        assertThat(Objects.requireNonNull(said.params().build().get("why_message"))
                        .text("code"))
                .isEqualTo("unit-not-there");
    }

    @Test
    void aSentenceOfTheWireInAnotherIsSaidInTheReadersLanguage() {
        Wording silent = Wording.of("cut-by-silence", "cut short by silence");
        Message said = Message.of("sent-doubtful", "{place} sent {what}", "10.0.0.2:502", silent);
        assertThat(Objects.requireNonNull(said.params().build().get("what_message"))
                        .text("code"))
                .isEqualTo("cut-by-silence");
    }

    @Test
    void aFaultInTheSystemsWordsIsVerbatim() {
        Message said = Message.of(new IOException("Permission denied"));
        assertThat(said.code()).isEmpty();
        assertThat(said.coded()).isSameAs(JsonValue.NullValue.NULL);
    }

    @Test
    void whatIsNoJsonSaysWhere() {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                        JsonException.class, () -> JsonValue.parse("{\n \"a\": x}")))
                .satisfies(fault -> assertThat(Message.of(fault).code()).isEqualTo("no-json-from"));
    }

    @Test
    void aListIsOneSentence() {
        assertThat(Message.list(List.of()).isEmpty()).isTrue();
        assertThat(Message.list(List.of(INNER, Message.verbatim("b"), Message.verbatim("c")))
                        .text())
                .isEqualTo("unit 7 is not there: silent, b, c");
    }

    @Test
    void aSecretIsTakenOutOfItsPlace() {
        Message said = Message.of("about-3", "{name}: {why}", "broker", "hunter2 is wrong");
        Message clean = said.cleaned(text -> text.replace("hunter2", "***"));
        assertThat(clean.text()).isEqualTo("broker: *** is wrong");
        assertThat(clean.code()).as("still the same sentence").isEqualTo("about-3");
    }
}
