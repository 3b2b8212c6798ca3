package io.polymeter.link.shelly;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.kind.PhaseRule;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import io.polymeter.link.Health;
import io.polymeter.link.SteppedLink;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.link.face.ShownSite;
import io.polymeter.runtime.ManualContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A Shelly's records by the minute tell what was shown in each, and nothing of a minute in which nothing was.
class MinuteAnswersTest {

    /// The first whole five minutes after the time a [ShownSite] begins at.
    private static final long START = 1_700_000_100;

    private final ShownSite site = new ShownSite();
    private final Clock clock = site.clock();
    private final ShownMeter meter = site.shown(null);
    private final MinuteRecorder recorder = new MinuteRecorder();
    private final MinuteAnswers answers = new MinuteAnswers(recorder);
    private double taken = 1000;

    /// Time passes, with a value each second.
    private void measure(int seconds, double watts) {
        for (int i = 0; i < seconds; i++) {
            taken += watts / 3600;
            site.receive("active-power", watts, "active-power.L1", watts, "voltage.L1", 230 + i % 2);
            site.receive("active-energy-import.L1", taken, "active-energy-export.L1", 7.5);
            second();
        }
    }

    private void second() {
        recorder.take(meter, PhaseRule.SHARE);
        site.pass(Duration.ofSeconds(1));
    }

    /// Until the first whole five minutes.
    private void begin() {
        while (clock.wall().getEpochSecond() < START) {
            second();
        }
    }

    private static JsonValue parameters(String json) {
        try {
            return JsonValue.parse(json);
        } catch (JsonException e) {
            throw new AssertionError(json, e);
        }
    }

    private static String text(RpcAnswer answer) {
        return switch (answer) {
            case RpcAnswer.Result(JsonValue value) -> JsonText.of(value);
            case RpcAnswer.Failure failure -> JsonText.of(failure.json().build());
            case RpcAnswer.Values _, RpcAnswer.Silence _ -> "not of the past";
        };
    }

    private static Object column(RpcAnswer answer, int record, String name) {
        if (answer instanceof RpcAnswer.Result(JsonValue value)
                && value.get("data") instanceof JsonValue.ArrayValue(List<JsonValue> blocks)
                && blocks.getFirst().get("values") instanceof JsonValue.ArrayValue(List<JsonValue> records)
                && records.get(record) instanceof JsonValue.ArrayValue(List<JsonValue> values)) {
            return JsonText.of(values.get(MinuteColumns.names().indexOf(name)));
        }
        throw new AssertionError(text(answer));
    }

    @Test
    void whatIsHeldForThoseWhoAskIsNoMinute() {
        begin();
        measure(60, 500);
        ShownMeter held = site.shown(WhenStale.HOLD);
        for (int i = 0; i < 180; i++) {
            recorder.take(held, PhaseRule.SHARE);
            site.pass(Duration.ofSeconds(1));
        }
        assertThat(held.now().lost()).isNull();
        // The second of these is the minute in which it ended.
        assertThat(recorder.between(START, Long.MAX_VALUE)).hasSizeBetween(1, 2);
    }

    @Test
    void aClockThatIsSetBackTakesOnlyWhatIsStillToCome() {
        begin();
        measure(180, 500);
        EnergyMeterStatus status = new EnergyMeterStatus(meter.now(), PhaseRule.SHARE);
        Instant now = Instant.ofEpochSecond(START + 181);
        recorder.take(status, now);
        recorder.take(status, now.minusSeconds(2));
        assertThat(recorder.between(START, Long.MAX_VALUE)).hasSize(2);
    }

    @Test
    void namesItsColumnsAsAnExportOfAProThreeEmDoes() {
        assertThat(MinuteColumns.names()).hasSize(51).startsWith("a_total_act_energy", "a_fund_act_energy");
        assertThat(MinuteColumns.names().subList(6, 17))
                .containsExactly(
                        "a_max_act_power",
                        "a_min_act_power",
                        "a_max_aprt_power",
                        "a_min_aprt_power",
                        "a_max_voltage",
                        "a_min_voltage",
                        "a_avg_voltage",
                        "a_max_current",
                        "a_min_current",
                        "a_avg_current",
                        "b_total_act_energy");
        assertThat(MinuteColumns.names()).endsWith("n_max_current", "n_min_current", "n_avg_current");
    }

    @Test
    void aMinuteHasItsEnergyAndTheSpanOfItsValues() {
        begin();
        measure(60, 3600);
        measure(30, 600);
        measure(30, -1200);
        second();
        RpcAnswer data = answers.data(parameters("{\"id\":0}"));
        assertThat(column(data, 0, "a_total_act_energy")).isEqualTo("59.0000");
        // A counter that falls is not shown to fall.
        assertThat(column(data, 1, "a_total_act_energy")).isEqualTo("5.0000");
        assertThat(column(data, 1, "a_max_act_power")).isEqualTo("600.0");
        assertThat(column(data, 1, "a_min_act_power")).isEqualTo("-1200.0");
        assertThat(column(data, 1, "a_avg_voltage")).isEqualTo("230.500");
        assertThat(column(data, 1, "a_total_act_ret_energy")).isEqualTo("0.0000");
        assertThat(column(data, 1, "a_fund_act_energy")).isEqualTo("null");
        assertThat(column(data, 1, "a_avg_current")).isEqualTo("null");
    }

    @Test
    void energiesOfMinutesThatFollowEachOtherAddUp() {
        begin();
        measure(301, 3600);
        JsonValue none = parameters("{\"id\":0,\"period\":300,\"ts\":" + START + ",\"add_keys\":false}");
        // The counter was first seen one second after the period began.
        assertThat(text(answers.net(none)))
                .isEqualTo("{\"data\":[{\"ts\":" + START + ",\"period\":300,\"values\":[[299.0000,null,null]]}]}");
    }

    @Test
    void aGapBeginsABlock() {
        begin();
        measure(125, 100);
        for (int i = 0; i < 130; i++) {
            second();
        }
        measure(110, 100);
        String first = "{\"ts\":" + START + ",\"period\":60,\"records\":3}";
        String second = "{\"ts\":" + (START + 240) + ",\"period\":60,\"records\":2}";
        assertThat(text(answers.records(parameters("{\"id\":0}"))))
                .isEqualTo("{\"data_blocks\":[" + first + "," + second + "]}");
        assertThat(text(answers.records(parameters("{\"id\":0,\"ts\":" + (START + 181) + "}"))))
                .isEqualTo("{\"data_blocks\":[" + second + "]}");
    }

    @Test
    void aPeriodThatWasNotRecordedInWholeIsLeftOut() {
        begin();
        measure(30, 100);
        for (int i = 0; i < 100; i++) {
            second();
        }
        measure(180, 100);
        assertThat(text(answers.net(parameters("{\"id\":0,\"period\":300,\"ts\":0}"))))
                .isEqualTo("{\"keys\":[\"a_net_act_energy\",\"b_net_act_energy\",\"c_net_act_energy\"],\"data\":[]}");
    }

    @Test
    void longAnswersComeInPieces() {
        begin();
        measure(12 * 60 + 1, 100);
        String first = text(answers.data(parameters("{\"id\":0,\"add_keys\":false}")));
        assertThat(first).endsWith("\"next_record_ts\":" + (START + 600) + "}");
        String rest = text(answers.data(parameters("{\"id\":0,\"add_keys\":false,\"ts\":" + (START + 600) + "}")));
        assertThat(rest).startsWith("{\"data\":[{\"ts\":" + (START + 600) + ",").doesNotContain("next_record_ts");
    }

    @Test
    void theTableHasALineForEachMinute() {
        begin();
        measure(121, 3600);
        String table = Objects.requireNonNull(answers.table(Map.of("add_keys", "true", "ts", START + ".0")));
        List<String> lines = table.lines().toList();
        assertThat(lines.getFirst()).isEqualTo("timestamp," + String.join(",", MinuteColumns.names()));
        assertThat(lines.get(1)).startsWith(START + ",59.0000,,0.0000,,,,3600.0,3600.0,,,231.000,230.000,230.500,,,,");
        assertThat(lines.get(2)).startsWith(START + 60 + ",60.0000,");
        assertThat(lines).hasSize(3);
        assertThat(answers.table(Map.of("end_ts", String.valueOf(START)))).isEqualTo(lines.get(1) + "\n");
    }

    @Test
    void refusesTimesThatAreNone() {
        assertThat(answers.table(Map.of("ts", "yesterday"))).isNull();
        assertThat(text(answers.data(parameters("{\"ts\":\"x\"}"))))
                .isEqualTo("{\"code\":-103,\"message\":\"Invalid argument 'ts'\"}");
        assertThat(text(answers.data(parameters("{\"end_ts\":-1}")))).contains("'end_ts'");
        assertThat(text(answers.records(parameters("{\"ts\":true}")))).contains("'ts'");
        assertThat(text(answers.net(parameters("{\"ts\":0}")))).contains("'period'");
        assertThat(text(answers.net(parameters("{\"period\":60}")))).contains("'period'");
        assertThat(text(answers.net(parameters("{\"period\":300,\"ts\":60}")))).contains("'ts'");
    }

    @Test
    void writesDownEachSecondWhatIsShown() throws Exception {
        site.receive("active-power", 1);
        MinuteLink link = new MinuteLink("shown.shelly-minutes", meter, PhaseRule.SHARE, recorder);
        Health health = new Health();
        try (SteppedLink.LinkRun run = link.begin(new ManualContext(clock, health))) {
            assertThat(run.step()).isEqualTo(Duration.ofSeconds(1));
            site.pass(Duration.ofMinutes(1));
            assertThat(run.step()).isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(health.status().state()).isEqualTo(Health.State.UP);
        assertThat(recorder.between(0, Long.MAX_VALUE)).hasSize(1);
    }

    @Test
    void keepsADay() {
        for (int i = 0; i <= 24 * 60 + 5; i++) {
            site.receive("active-power", 1);
            recorder.take(new EnergyMeterStatus(meter.now(), PhaseRule.SHARE), Instant.ofEpochSecond(START + 60L * i));
        }
        assertThat(recorder.between(0, Long.MAX_VALUE)).hasSize(24 * 60);
        assertThat(recorder.between(0, Long.MAX_VALUE).getFirst().start()).isEqualTo(START + 5 * 60);
    }

    @Test
    void aClockThatIsSetBackLeavesNothingOfTheFuture() {
        site.receive("active-power", 1);
        EnergyMeterStatus status = new EnergyMeterStatus(meter.now(), PhaseRule.SHARE);
        recorder.take(status, Instant.ofEpochSecond(START));
        recorder.take(status, Instant.ofEpochSecond(START + 60));
        recorder.take(status, Instant.ofEpochSecond(START - 600));
        recorder.take(status, Instant.ofEpochSecond(START - 540));
        assertThat(recorder.between(0, Long.MAX_VALUE))
                .extracting(MinuteRecord::start)
                .containsExactly(START - 600);
    }
}
