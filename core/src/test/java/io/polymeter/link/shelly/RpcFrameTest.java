package io.polymeter.link.shelly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.face.ShownSite;
import io.polymeter.view.Served;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One request and its reply in Shelly's frames ([RpcAnswer]), and the numbers of an [EnergyMeterStatus] as a real one
/// writes them ([FixedNumber]).
class RpcFrameTest {

    @Test
    void aReplyHasTheIdAndTheSourceOfItsRequest() {
        RpcFrame frame = Objects.requireNonNull(RpcFrame.parse(
                "{\"id\":7,\"src\":\"app\",\"method\":\"EM.GetStatus\",\"params\":{\"id\":0}}".getBytes(UTF_8)));
        assertThat(frame.method()).isEqualTo("EM.GetStatus");
        assertThat(frame.parameters().get("id")).isEqualTo(new JsonValue.NumberValue("0"));
        assertThat(text(frame.answer(RpcAnswer.result(new JsonObject().put("a", 1)), "shelly-1")))
                .isEqualTo("{\"id\":7,\"src\":\"shelly-1\",\"dst\":\"app\",\"result\":{\"a\":1}}");
        assertThat(text(frame.answer(RpcAnswer.unavailable(Served.Reason.STALE), "s")))
                .contains("\"error\":{\"code\":-114,\"message\":\"no values from the meter\"}");
        assertThat(frame.answer(new RpcAnswer.Silence(), "s")).isNull();
    }

    @Test
    void aNotificationGetsNoReply() {
        RpcFrame frame = Objects.requireNonNull(RpcFrame.parse("{\"method\":\"A\",\"id\":{}}".getBytes(UTF_8)));
        assertThat(frame.id()).isNull();
        assertThat(frame.source()).isNull();
        assertThat(frame.parameters()).isEqualTo(JsonValue.NullValue.NULL);
        assertThat(frame.answer(RpcAnswer.result(new JsonObject()), "s")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"method\":\"\"}", "{\"method\":5}", "null"})
    void whatIsNoRequestIsNone(String text) {
        assertThat(RpcFrame.parse(text.getBytes(UTF_8))).isNull();
    }

    @Test
    void whyThereIsNoValueIsCounted() {
        assertThat(RpcAnswer.unavailable(Served.Reason.STALE))
                .isEqualTo(new RpcAnswer.Failure(
                        RpcAnswer.UNAVAILABLE, "no values from the meter", OutputCounters.Reason.STALE));
        assertThat(RpcAnswer.unavailable(Served.Reason.NOT_RECEIVED))
                .isInstanceOfSatisfying(
                        RpcAnswer.Failure.class,
                        failure -> assertThat(failure.reason()).isEqualTo(OutputCounters.Reason.NOT_RECEIVED));
    }

    @ParameterizedTest
    @CsvSource({
        "136.75, 1, 136.8",
        "0.125, 2, 0.12",
        "-5, 3, -5.000",
        "1e7, 0, 10000000",
        "NaN, 1, null",
        "Infinity, 1, null"
    })
    void aNumberHasItsDecimalsAndNoExponent(double value, int decimals, String text) {
        assertThat(JsonText.of(FixedNumber.of(value, decimals))).isEqualTo(text);
    }

    private static EnergyMeterStatus status(ShownSite site) {
        return new EnergyMeterStatus(site.shown(null).now(), PhaseRule.SHARE);
    }

    @Test
    void magnitudesHaveNoSignAndPowerHas() {
        ShownSite site = new ShownSite()
                .receive("active-power.L1", -136.7, "active-power", -136.7, "current.L1", -0.951, "voltage.L1", 229.7);
        String power = JsonText.of(status(site).power().build());
        assertThat(power)
                .contains("\"a_current\":0.951", "\"a_act_power\":-136.7", "\"total_act_power\":-136.700")
                .contains("\"b_act_power\":0.0")
                .doesNotContain("errors");
        assertThat(status(site).powers()).containsExactly(-136.7, 0.0, 0.0);
        assertThat(status(site).hasEnergy()).isFalse();
    }

    @Test
    void oldValuesAreNullAndAFailureIsSaid() {
        ShownSite site = new ShownSite()
                .receive("active-power", 500, "active-energy-import", 1_234)
                .pass(Duration.ofSeconds(3));
        assertThat(JsonText.of(status(site).power().build()))
                .contains("\"total_act_power\":null", "\"errors\":[\"power_meter_failure\"]");
        assertThat(status(site).hasEnergy()).isTrue();
        assertThat(JsonText.of(status(site).energy().build())).contains("\"total_act\":1234.00");
        assertThat(JsonText.of(status(site).firstGeneration().build()))
                .contains("\"is_valid\":false", "\"total_power\":null");
    }

    private static String text(byte @org.jspecify.annotations.Nullable [] bytes) {
        return new String(Objects.requireNonNull(bytes), UTF_8);
    }
}
