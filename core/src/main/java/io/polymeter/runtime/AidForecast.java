package io.polymeter.runtime;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.Watts;
import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.Problems;
import io.polymeter.consumer.OutputCompletion;
import io.polymeter.loop.Margin;
import io.polymeter.message.Message;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.RegulationModel;
import java.time.Duration;
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
                        Message.of(
                                "whether-makes-battery-swing",
                                "whether it makes the battery swing is not known: name the 'consumer', or look at `polymeter doctor`"));
            }
        });
    }

    private void wait(String path, OutputSettings output, OutputCompletion.Chosen chosen) {
        Duration patience = chosen.face().replyWithin();
        Duration wait = output.waitForNew();
        if (wait != null && patience != null && wait.compareTo(patience.dividedBy(2)) > 0) {
            problems.error(
                    path + ".wait-for-new",
                    Message.of(
                            "reply-later-than-none",
                            "a reply later than {patience} is none to {consumer}: at most {patience2}",
                            Durations.format(patience),
                            chosen.consumer().title(),
                            Durations.format(patience.dividedBy(2))));
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
                    Message.of(
                            "smooth-swings",
                            "is predicted to leave {consumer} {margin} degrees of phase margin, of {without} without: below"
                                    + " {least} it may begin to swing{assumed}",
                            model.title(),
                            Math.round(with.get().phase()),
                            Math.round(without.get().phase()),
                            Math.round(LEAST_PHASE),
                            assumed(model)));
        }
    }

    /// An integrator drifts inside a band that it does not know of.
    private void deadband(String path, OutputSettings output, RegulationModel model) {
        Watts band = output.deadband();
        Regulation numbers = model.regulation();
        boolean integrates = numbers.law() == Regulation.Law.INTEGRATOR || numbers.law() == Regulation.Law.PI;
        if (band != null && integrates && band.value() > numbers.deadband()) {
            boolean sure = !model.assumed().contains("deadband");
            Message why = Message.of(
                    "deadband-wider",
                    "is wider than the {band} W that {consumer} leaves alone itself: it integrates, and drifts"
                            + " inside{assumed}",
                    Math.round(numbers.deadband()),
                    model.title(),
                    sure ? "" : assumed(model));
            if (sure) {
                problems.error(path + ".deadband", why);
            } else {
                problems.warning(path + ".deadband", why);
            }
        }
    }

    private static Object assumed(RegulationModel model) {
        return model.assumed().isEmpty()
                ? ""
                : Message.of("assumed-of-it", " (assumed of it: {names})", String.join(", ", model.assumed()));
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
