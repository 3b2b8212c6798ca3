package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.app.notify.Occurrence;
import io.polymeter.json.JsonText;
import io.polymeter.loop.LoopReport;
import io.polymeter.loop.Oscillation;
import io.polymeter.loop.SwingWatch;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What is told of a swing: whose, and with the figures it rests on.
class LoopAlarmTest {

    private static LoopReport report(List<String> advice) {
        SwingWatch swing = new SwingWatch(List.of(), 9, 0, 0, true, Oscillation.NONE);
        return new LoopReport(
                Map.of(),
                Map.of(),
                List.of("battery"),
                swing,
                List.of(),
                advice.stream().map(Message::verbatim).toList());
    }

    @Test
    void theAdviceIsWhatIsTold() {
        Occurrence told =
                DoctorRoutes.alarm("gen24", report(List.of("The battery swings by itself: ± 400 W.", "Push.")));
        assertThat(told.event()).isEqualTo("loop-alarm");
        assertThat(told.subject()).isEqualTo("gen24");
        assertThat(told.sentence().text()).isEqualTo("gen24: The battery swings by itself: ± 400 W.");
    }

    /// A fit tells no period and no amplitude.
    @Test
    void aSwingThatLoadsHideHasNoFigures() {
        Oscillation hidden = new Oscillation(Oscillation.Verdict.LOOP, Double.NaN, Double.NaN, Double.NaN, 0.5, 2.5);
        SwingWatch swing = new SwingWatch(List.of(hidden), 9, 0, 0, true, hidden);
        String json = JsonText.of(
                LoopJson.of(new LoopReport(Map.of(), Map.of(), List.of("battery"), swing, List.of(), List.of()))
                        .build());
        assertThat(json)
                .contains("\"verdict\":\"loop\"", "\"period-s\":null", "\"amplitude-w\":null", "\"load-ratio\":null");
    }

    @Test
    void withoutAdviceItIsSaidAllTheSame() {
        assertThat(DoctorRoutes.alarm("gen24", report(List.of())).sentence().text())
                .isEqualTo("gen24: The control loop is unsteady.");
    }
}
