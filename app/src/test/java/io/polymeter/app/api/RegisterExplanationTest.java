package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.ServedRegisters;
import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profile.WhenStale;
import io.polymeter.profile.Row;
import io.polymeter.register.RegisterImage;
import io.polymeter.store.MeterState;
import io.polymeter.view.FreshnessPolicy;
import io.polymeter.view.Mirror;
import io.polymeter.view.RegisterView;
import io.polymeter.view.Translation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person is told of a register: what it says, whether a consumer gets it, and where it comes from.
class RegisterExplanationTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Profile KSEM = Catalog.builtIn().find("kostal-ksem").orElseThrow();
    private static final Profile FRONIUS =
            Catalog.builtIn().find("fronius-smart-meter").orElseThrow();
    /// Power drawn in 0.1 W, in registers 0 and 1, and power delivered in 2 and 3.
    private static final MeterState STATE =
            MeterState.initial(KSEM).with(RegisterImage.EMPTY.with(0, Words.of(0, 12_345, 0, 0), 0));

    private static JsonValue explain(boolean mirror, Profile profile, int address, long now) {
        FreshnessPolicy policy = new FreshnessPolicy(WhenStale.EXCEPTION, Map.of());
        RegisterView view = mirror ? new Mirror(policy) : new Translation(profile, Map.of(), policy);
        ServedRegisters face = new ServedRegisters(List.of("tcp://0.0.0.0:502"), 1, view, policy, mirror);
        RegisterExplanation explanation =
                RegisterExplanation.of(face, STATE, now).orElseThrow();
        return explanation.register(address).orElseThrow().build();
    }

    private static String text(JsonValue value, String... keys) {
        JsonValue at = value;
        for (String key : keys) {
            at = at == null ? null : at.get(key);
        }
        return at == null ? "absent" : JsonText.of(at);
    }

    @Test
    void aFreshRegisterSaysWhatItIsAndHow() {
        JsonValue told = explain(true, KSEM, 1, SECOND);
        assertThat(text(told, "asked")).isEqualTo("1");
        assertThat(text(told, "address")).isEqualTo("0");
        assertThat(text(told, "value")).isEqualTo("1234.5");
        assertThat(text(told, "words")).isEqualTo("[\"0000\",\"3039\"]");
        assertThat(text(told, "quality")).isEqualTo("\"fresh\"");
        assertThat(text(told, "age_ms")).isEqualTo("1000");
        assertThat(text(told, "formula")).contains("raw × 0.1 W, raw is u32 in registers 0 to 1");
        assertThat(text(told, "served", "words")).isEqualTo("[\"0000\",\"3039\"]");
        assertThat(text(told, "served", "refused")).isEqualTo("null");
    }

    @Test
    void anOldRegisterIsRefusedAndStillExplained() {
        JsonValue told = explain(true, KSEM, 0, 3600 * SECOND);
        assertThat(text(told, "quality")).isEqualTo("\"stale\"");
        assertThat(text(told, "value")).isEqualTo("1234.5");
        assertThat(text(told, "served", "refused")).isEqualTo("\"stale\"");
        assertThat(text(told, "served", "exception")).isEqualTo("4");
    }

    @ParameterizedTest
    @CsvSource({"512, absent", "0, fresh"})
    void whatNeverCameIsAbsent(int address, String quality) {
        JsonValue told = explain(true, KSEM, address, SECOND);
        assertThat(text(told, "quality")).isEqualTo("\"" + quality + "\"");
        assertThat(text(told, "served", "refused")).isEqualTo(quality.equals("fresh") ? "null" : "\"not-received\"");
    }

    @Test
    void aTranslatedRegisterNamesTheRegistersItWasReceivedIn() {
        Row power = FRONIUS.rows().stream()
                .filter(row -> row.point() == Point.of(Quantity.ACTIVE_POWER))
                .findFirst()
                .orElseThrow();
        JsonValue told = explain(false, FRONIUS, power.range().address(), SECOND);
        assertThat(text(told, "mirror")).isEqualTo("false");
        assertThat(text(told, "source")).contains("\"address\":0", "\"words\":[\"0000\",\"3039\"]");
    }

    @Test
    void whatTheDeviceDoesNotHaveIsNotExplained() {
        FreshnessPolicy policy = new FreshnessPolicy(WhenStale.EXCEPTION, Map.of());
        ServedRegisters face = new ServedRegisters(List.of(), 1, new Mirror(policy), policy, true);
        RegisterExplanation explanation = RegisterExplanation.of(face, STATE, 0).orElseThrow();
        assertThat(explanation.register(60_000)).isEmpty();
        assertThat(explanation.rows(0, 2)).hasSize(1);
        assertThat(RegisterExplanation.of(face, MeterState.initial(null), 0)).isEmpty();
    }
}
