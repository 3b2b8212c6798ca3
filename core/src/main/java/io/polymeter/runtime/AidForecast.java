package io.polymeter.runtime;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.Watts;
import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.Problems;
import io.polymeter.consumer.OutputCompletion;
import io.polymeter.loop.Margin;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.RegulationModel;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Refuses the control aids that are dangerous for the consumer that is named, as far as it is known, and says what of
/// that is only assumed.
final class AidForecast {

    /// Degrees of phase margin that smoothing must leave.
    private static final double LEAST_PHASE = 45;

    private static final double SECOND = 1;

    private final Settings settings;
    private final Problems problems;

    AidForecast(Settings settings, Problems problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void check(Map<String, OutputCompletion.Chosen> consumers) {
        settings.outputs().forEach((name, output) -> {
            OutputCompletion.Chosen chosen = consumers.get(name);
            String path = "outputs." + name;
            if (chosen != null) {
                wait(path, output, chosen);
                RegulationModel.named(chosen.consumer().id()).ifPresent(model -> {
                    smooth(path, output, model);
                    deadband(path, output, model);
                });
            } else if (output.smooth() != null) {
                problems.warning(
                        path + ".smooth",
                        "whether it makes the battery swing is not known: name the 'consumer', or look at"
                                + " `polymeter doctor`");
            }
        });
    }

    private void wait(String path, OutputSettings output, OutputCompletion.Chosen chosen) {
        Duration patience = chosen.face().replyWithin();
        Duration wait = output.waitForNew();
        if (wait != null && patience != null && wait.compareTo(patience.dividedBy(2)) > 0) {
            problems.error(
                    path + ".wait-for-new",
                    "a reply later than " + Durations.format(patience) + " is none to "
                            + chosen.consumer().title() + ": at most "
                            + Durations.format(patience.dividedBy(2)));
        }
    }

    private void smooth(String path, OutputSettings output, RegulationModel model) {
        Duration smooth = output.smooth();
        if (smooth == null) {
            return;
        }
        double source = source(output);
        Optional<Margin> without = model.margin(source, 0);
        Optional<Margin> with = model.margin(source, smooth.toNanos() / 1e9);
        if (without.isPresent() && with.isPresent() && !(with.get().phase() >= LEAST_PHASE)) {
            problems.error(
                    path + ".smooth",
                    String.format(
                                    Locale.ROOT,
                                    "is predicted to leave %s %.0f degrees of phase margin, of %.0f without: below %.0f it"
                                            + " may begin to swing",
                                    model.title(),
                                    with.get().phase(),
                                    without.get().phase(),
                                    LEAST_PHASE)
                            + assumed(model));
        }
    }

    /// An integrator drifts inside a band that it does not know of.
    private void deadband(String path, OutputSettings output, RegulationModel model) {
        Watts band = output.deadband();
        Regulation numbers = model.regulation();
        boolean integrates = numbers.law() == Regulation.Law.INTEGRATOR || numbers.law() == Regulation.Law.PI;
        if (band != null && integrates && band.value() > numbers.deadband()) {
            String why = String.format(
                    Locale.ROOT,
                    "is wider than the %.0f W that %s leaves alone itself: it integrates, and drifts inside",
                    numbers.deadband(),
                    model.title());
            if (model.assumed().contains("deadband")) {
                problems.warning(path + ".deadband", why + assumed(model));
            } else {
                problems.error(path + ".deadband", why);
            }
        }
    }

    private static String assumed(RegulationModel model) {
        return model.assumed().isEmpty() ? "" : " (assumed of it: " + String.join(", ", model.assumed()) + ")";
    }

    /// Seconds between two measurements, where the configuration says it.
    private double source(OutputSettings output) {
        return settings.metersOf(output).stream()
                .map(settings.meters()::get)
                .filter(meter -> meter != null)
                .map(MeterSettings::source)
                .map(source -> source.every())
                .filter(every -> every != null)
                .mapToDouble(every -> every.toNanos() / 1e9)
                .max()
                .orElse(SECOND);
    }
}
