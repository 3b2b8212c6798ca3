package io.polymeter.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is shown to nobody: [Redaction] of what is known to be secret, [Suspicion] of what could be.
class RedactionTest {

    @Test
    void aSecretIsHiddenWhereverItStandsAsAWhole() {
        Redaction.keep("Gr8t-S3cret");
        assertThat(Redaction.clean("login Gr8t-S3cret failed, mqtt://u:Gr8t-S3cret@h"))
                .isEqualTo("login ••• failed, mqtt://u:•••@h");
        assertThat(Redaction.clean("xGr8t-S3cret")).isEqualTo("xGr8t-S3cret");
        assertThat(Redaction.clean("Gr8t-S3crets")).isEqualTo("Gr8t-S3crets");
    }

    @Test
    void theLongerOfTwoSecretsIsHiddenFirst() {
        Redaction.keep("token-91a");
        Redaction.keep("token-91a/with/more");
        assertThat(Redaction.clean("at token-91a/with/more.")).isEqualTo("at •••.");
    }

    /// Without an address or a port nobody finds a fault.
    @ParameterizedTest
    @ValueSource(strings = {"192.168.178.20", "10.0.0.1:8080", "502", "true", "localhost", "500ms", "abc"})
    void whatIsInEveryTextIsNotHidden(String text) {
        Redaction.keep(text);
        assertThat(Redaction.cleanStrictly("it says " + text)).isEqualTo("it says " + text);
    }

    @Test
    void aPlainWordIsHiddenOnlyWhereAConfigurationIsSpokenOf() {
        Redaction.keep("gartenlaube");
        assertThat(Redaction.clean("the gartenlaube is dark")).isEqualTo("the gartenlaube is dark");
        assertThat(Redaction.cleanStrictly("the gartenlaube is dark")).isEqualTo("the ••• is dark");
    }

    @ParameterizedTest
    @CsvSource({
        "http.password, abc, true",
        "http.password, '', false",
        "mqtt.auth-token, x, true",
        "meters.a.key, x, true",
        "outputs.monkey, x, false",
        "meters.a.user, root, true",
        "meters.a.poll, tcp://host:502, false",
        "meters.a.poll, http://h/x?token=1, true",
        "meters.a.poll, mail@host, true",
        "meters.a.every, 200ms, false",
        "meters.a.address, 0x1f40, false",
        "meters.a.unit, 17, false",
        "meters.a.profile, kostal-ksem, false",
        "meters.a.profile, Tr0ub4dor&3, true",
        "meters.a.profile, deadbeefdeadbeef, true",
        "meters.a.profile, sunspec-three-phase-inverter, false",
        "meters.a.profile, aGVsbG8gd29ybGQgdGhpcyBpcw, true",
    })
    void aValueIsSuspectedByItsKeyOrItsLook(String path, String value, boolean suspected) {
        assertThat(Suspicion.of(path, value)).isEqualTo(suspected);
    }

    @Test
    void aMessageQuotesNoPartOfASuspectedValue() {
        assertThat(Suspicion.unquoted("expected a number, found 'hunter2x'; did you mean 'unit'?", "hunter2x"))
                .isEqualTo("expected a number, found '•••'; did you mean 'unit'?");
        assertThat(Suspicion.unquoted("stands beside 't'", "t")).isEqualTo("stands beside '•••'");
        assertThat(Suspicion.unquoted("found 'hunter2…', and 'hu'", "hunter2x-and-more"))
                .isEqualTo("found '•••', and 'hu'");
    }
}
