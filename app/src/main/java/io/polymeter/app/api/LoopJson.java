package io.polymeter.app.api;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.loop.Distribution;
import io.polymeter.loop.LoopReport;
import io.polymeter.loop.LoopWindow;
import io.polymeter.loop.MarginFit;
import io.polymeter.loop.Oscillation;
import io.polymeter.loop.SwingWatch;
import io.polymeter.loop.Timing;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// What is known of an output's loop, in figures. What is not known yet is null.
final class LoopJson {

    private static final String LIVE = "live";

    private LoopJson() {}

    static JsonObject of(LoopReport report) {
        JsonObject object = timing(report.recent().get(LIVE));
        return object.put("groups", groups(report.recent()))
                .put("day", groups(report.day()))
                .put("steers", report.steers())
                .put("oscillation", oscillation(report.swing()))
                .put("margin", margin(report.fits()))
                .put("advice", Message.texts(report.advice()))
                .put("advice_messages", Message.coded(report.advice()));
    }

    private static JsonObject groups(Map<String, Timing> timings) {
        JsonObject groups = new JsonObject();
        new TreeMap<>(timings).forEach((name, timing) -> groups.put(name, timing(timing)));
        return groups;
    }

    /// @param timing null where nothing was answered yet
    private static JsonObject timing(@Nullable Timing timing) {
        if (timing == null) {
            return new JsonObject()
                    .put("age-s", JsonValue.NullValue.NULL)
                    .put("poll-s", JsonValue.NullValue.NULL)
                    .put("source-s", JsonValue.NullValue.NULL)
                    .put("repeat-factor", JsonValue.NullValue.NULL)
                    .put("lost-share", JsonValue.NullValue.NULL);
        }
        Distribution age = timing.age();
        return new JsonObject()
                .put(
                        "age-s",
                        new JsonObject()
                                .put("p5", round(age.quantile(0.05)))
                                .put("p50", round(age.quantile(0.5)))
                                .put("p95", round(age.quantile(0.95)))
                                .put("p99", round(age.quantile(0.99)))
                                .put("grade", grade(timing.ageGrade())))
                .put("poll-s", period(timing.poll(), timing.pollGrade()))
                .put("source-s", period(timing.source(), timing.sourceGrade()))
                .put("repeat-factor", round(timing.repeatFactor()))
                .put("repeat-grade", grade(timing.repeatGrade()))
                .put("lost-share", round(timing.lostShare()))
                .put("beat-s", round(timing.beat()))
                .put("answers", timing.age().count());
    }

    private static JsonObject period(Distribution times, Timing.Grade grade) {
        return new JsonObject()
                .put("p50", round(times.quantile(0.5)))
                .put("p95", round(times.quantile(0.95)))
                .put("jitter", round(times.jitter()))
                .put("grade", grade(grade));
    }

    private static @Nullable String grade(Timing.Grade grade) {
        return grade == Timing.Grade.UNKNOWN ? null : word(grade);
    }

    private static JsonObject oscillation(SwingWatch swing) {
        Oscillation last = swing.last();
        return new JsonObject()
                .put("verdict", word(swing.verdict()))
                .put("alarm", swing.alarm())
                .put("period-s", round(last.period()))
                .put("amplitude-w", round(last.amplitude()))
                .put("load-ratio", round(last.ratio()))
                .put("confidence", round(last.confidence()))
                .put("windows", swing.windows());
    }

    /// A stretch of time, with the figures of its timing.
    static JsonObject window(LoopWindow window) {
        Oscillation swing = window.swing();
        return timing(window.timing())
                .put("seconds", round(window.seconds()))
                .put("rms-w", round(window.rms()))
                .put("peak-to-peak-w", round(window.peakToPeak()))
                .put("travel-w-per-hour", round(window.travel()))
                .put("verdict", word(swing.verdict()))
                .put("period-s", round(swing.period()))
                .put("amplitude-w", round(swing.amplitude()));
    }

    /// Never one number: from the lowest of the last fits to the highest.
    private static JsonValue margin(List<MarginFit> fits) {
        if (fits.isEmpty()) {
            return JsonValue.NullValue.NULL;
        }
        MarginFit last = fits.getLast();
        return new JsonObject()
                .put("gain", interval(fits, fit -> fit.margin().gain()))
                .put("phase-deg", interval(fits, fit -> fit.margin().phase()))
                .put("delay-s", round(last.delay()))
                .put("r2", round(last.fit()))
                .put("windows", fits.size())
                .put("soundness", word(last.margin().soundness()))
                .put("experimental", true)
                .build();
    }

    private static JsonValue interval(List<MarginFit> fits, ToDoubleFunction<MarginFit> figure) {
        double low = fits.stream().mapToDouble(figure).min().orElse(Double.NaN);
        double high = fits.stream().mapToDouble(figure).max().orElse(Double.NaN);
        return new JsonValue.ArrayValue(List.of(JsonObject.number(round(low)), JsonObject.number(round(high))));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// Three digits are more than these figures are worth.
    private static double round(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : Double.NaN;
    }
}
