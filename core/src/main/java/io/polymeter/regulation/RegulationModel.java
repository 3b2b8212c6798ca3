package io.polymeter.regulation;

import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Names;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Reference;
import io.polymeter.config.yaml.Section;
import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.Consumers;
import io.polymeter.loop.Margin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A consumer that regulates: the section `regulates` of its file, or a controller of no maker. Each number has a
/// source, or is said to be assumed.
///
/// @param faces the profiles it expects of a meter: where an output looks like one of these, this consumer reads it
public record RegulationModel(String id, String title, List<String> faces, Regulates regulates) {

    /// A controller of no maker, as its file has it.
    private record Controller(
            @Key(doc = "Its name.") String id,
            @Key(doc = "What it is called.") String title,
            @Key(doc = "How it regulates.") Regulates regulates) {}

    /// All models; they are data, read once.
    private static final class Known {
        private static final List<RegulationModel> ALL =
                Stream.concat(controllers(), consumers()).toList();
    }

    /// The numbers.
    public record Regulates(
            @Key(doc = "What it does with a reading.") Regulation.Law law,

            @Key(doc = "Gain of the difference, per reading.", fallback = "1")
            double gain,

            @Key(doc = "Gain of the present difference, for `pi`.", fallback = "0")
            double proportional,

            @Key(doc = "The most it changes at one reading, in watts; 0: no limit.", fallback = "0")
            double step,

            @Key(doc = "Differences below this are left alone, in watts.", fallback = "0")
            double deadband,

            @Key(doc = "The grid power it wants, in watts.", fallback = "0")
            double target,

            @Key(doc = "Time between two readings.", fallback = "1s")
            Duration poll,

            @Key(doc = "From a new setpoint to the first movement.", fallback = "300ms")
            Duration delay,

            @Key(doc = "Watts a second.", fallback = "800") double ramp,

            @Key(doc = "The most it charges with, in watts.", fallback = "2500")
            double charge,

            @Key(doc = "The most it discharges with, in watts.", fallback = "2500")
            double discharge,

            @Names @Key(doc = "Where each number is from, or `assumed`.")
            Map<String, String> sources) {

        Regulation regulation() {
            Regulation.Plant plant = new Regulation.Plant(seconds(delay), ramp, 0, charge, discharge);
            return new Regulation(law, gain, proportional, step, deadband, target, seconds(poll), 0.02, plant);
        }

        private static double seconds(Duration time) {
            return time.toNanos() / 1e9;
        }
    }

    /// The numbers to simulate with.
    public Regulation regulation() {
        return regulates.regulation();
    }

    /// How far it is predicted to be from swinging; empty for a law that has no margin, because it steps.
    ///
    /// @param source seconds between two measurements
    /// @param lag time constant of a low-pass before it, seconds
    public Optional<Margin> margin(double source, double lag) {
        Regulation numbers = regulation();
        double integral = numbers.gain() / numbers.poll();
        double delay = numbers.plant().delay() + numbers.poll() / 2 + source / 2;
        return switch (numbers.law()) {
            case INTEGRATOR, ADD -> Optional.of(Margin.of(integral, 0, delay, lag));
            case PI -> Optional.of(Margin.of(integral, numbers.proportional(), delay, lag));
            case RELAY, ACCELERATING -> Optional.empty();
        };
    }

    /// The numbers that nobody has published.
    public List<String> assumed() {
        return regulates.sources().entrySet().stream()
                .filter(source -> source.getValue().equals("assumed"))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /// All there are.
    public static List<RegulationModel> all() {
        return Known.ALL;
    }

    /// The one of this name.
    public static Optional<RegulationModel> named(String id) {
        return new Consumers(List.of())
                .find(id)
                .flatMap(RegulationModel::of)
                .or(() -> controllers().filter(model -> model.id().equals(id)).findFirst());
    }

    /// The one that expects this profile of a meter.
    public static Optional<RegulationModel> expecting(String profile) {
        return all().stream().filter(model -> model.faces().contains(profile)).findFirst();
    }

    /// The keys of a section `regulates`, as Markdown.
    public static String reference() {
        return Reference.markdown(Binder.STANDARD, Regulates.class);
    }

    private static Stream<RegulationModel> consumers() {
        return new Consumers(List.of()).all().stream().flatMap(consumer -> of(consumer).stream());
    }

    /// The model of a consumer; empty where nobody has made one.
    private static Optional<RegulationModel> of(Consumer consumer) {
        Section section = consumer.regulates();
        if (section == null) {
            return Optional.empty();
        }
        Problems problems = new Problems(consumer.id() + ".yaml");
        Regulates regulates = Binder.STANDARD.bind(section, Regulates.class, problems);
        List<String> faces =
                consumer.faces().stream().map(ConsumerFace::expects).toList();
        return Optional.of(new RegulationModel(consumer.id(), consumer.title(), faces, sound(regulates, problems)));
    }

    private static Stream<RegulationModel> controllers() {
        return text("index")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> controller(line.strip()));
    }

    private static RegulationModel controller(String id) {
        Problems problems = new Problems(id + ".yaml");
        Controller read = sound(
                Binder.STANDARD
                        .environment(_ -> null)
                        .parse(text(id + ".yaml").getBytes(StandardCharsets.UTF_8), Controller.class, problems),
                problems);
        return new RegulationModel(read.id(), read.title(), List.of(), read.regulates());
    }

    private static <T> T sound(@Nullable T read, Problems problems) {
        if (read == null || problems.hasErrors()) {
            throw new IllegalStateException(problems.sorted().toString());
        }
        return read;
    }

    private static String text(String file) {
        try (InputStream in = RegulationModel.class.getResourceAsStream("/profiles/regulation/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file regulation/" + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
