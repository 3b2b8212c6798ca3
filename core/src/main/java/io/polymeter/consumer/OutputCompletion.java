package io.polymeter.consumer;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Fills in what outputs leave to their consumers. What the file says itself stays, and is compared.
public final class OutputCompletion {

    private final Consumers known;
    private final Problems problems;
    private final Map<String, Chosen> chosen = new LinkedHashMap<>();

    private OutputCompletion(Consumers known, Problems problems) {
        this.known = known;
        this.problems = problems;
    }

    /// A consumer and how it is served.
    public record Chosen(Consumer consumer, ConsumerFace face) {}

    /// A configuration whose outputs have what their consumers need.
    ///
    /// @param settings with every output filled in; those whose consumer cannot be served are left out
    /// @param consumers by output
    public record Completed(Settings settings, Map<String, Chosen> consumers) {
        public Completed {
            consumers = Map.copyOf(consumers);
        }
    }

    /// Fills in the outputs that name a consumer. What is wrong is told.
    public static Completed complete(Consumers known, Settings settings, Problems problems) {
        if (settings.outputs().values().stream().allMatch(output -> output.consumer() == null)) {
            return new Completed(settings, Map.of());
        }
        OutputCompletion completion = new OutputCompletion(known, problems);
        Map<String, OutputSettings> outputs = new LinkedHashMap<>();
        settings.outputs().forEach((name, output) -> {
            OutputSettings filled = completion.output(name, output);
            if (filled != null) {
                outputs.put(name, filled);
            }
        });
        return new Completed(settings.withOutputs(outputs), completion.chosen);
    }

    private @Nullable OutputSettings output(String name, OutputSettings output) {
        String path = "outputs." + name;
        if (output.consumer() == null) {
            return output;
        }
        Consumer consumer = known.resolve(output.consumer(), problems, path + ".consumer");
        if (consumer == null) {
            return null;
        }
        SinkSettings sink = output.sink();
        if (sink == null) {
            problems.keyError(path, needsSink(consumer));
            return null;
        }
        if (sink instanceof ModbusSink modbus && modbus.serve().isEmpty() && shares(modbus)) {
            problems.error(
                    path + ".consumer",
                    Message.of(
                            "reads-what-output-serve",
                            "it reads what an output with 'serve' shows, and this one does not"));
            return null;
        }
        ConsumerFace face = face(path, output, consumer, sink);
        if (face == null) {
            return null;
        }
        chosen.put(name, new Chosen(consumer, face));
        new OutputComparison(problems, path, consumer, face).compare(output, sink);
        return filled(path, output, sink, face);
    }

    private static boolean shares(ModbusSink modbus) {
        return modbus.proxy() != null || !modbus.push().isEmpty();
    }

    private OutputSettings filled(String path, OutputSettings output, SinkSettings sink, ConsumerFace face) {
        boolean shown = sink instanceof ModbusSink;
        String profile = output.profile() == null && shown ? face.expects() : output.profile();
        Predicate<String> given = key -> problems.given(path + "." + sink.kind() + "." + key);
        SinkSettings with = face.isKind() && face.sink() != null
                ? SinkDefaults.fill(sink, face.sink(), given)
                : sink.with(face.defaults(), given);
        Map<String, String> identity = new HashMap<>(face.identity());
        identity.putAll(output.identity());
        boolean expected = shown && face.expects().equals(profile);
        Map<String, Long> registers = new HashMap<>(expected ? face.identityRegisters() : Map.of());
        output.identityRegisters().keySet().forEach(key -> registers.keySet().removeIf(other -> same(key, other)));
        registers.putAll(output.identityRegisters());
        return output.with(profile, with, identity, registers);
    }

    /// True for two ways to write an address.
    private static boolean same(String key, String other) {
        try {
            return Integer.decode(key).equals(Integer.decode(other));
        } catch (NumberFormatException bad) {
            return false;
        }
    }

    /// The face that this output is to be: of the written kind, with the written profile, at the written endpoint,
    /// as far as there is one.
    private @Nullable ConsumerFace face(String path, OutputSettings output, Consumer consumer, SinkSettings sink) {
        List<ConsumerFace> kind = consumer.faces().stream()
                .filter(face -> face.sinkKey().equals(sink.kind()))
                .toList();
        List<ConsumerFace> served = kind.stream().filter(ConsumerFace::served).toList();
        if (served.isEmpty() && (kind.isEmpty() || output.profile() == null)) {
            boolean other = consumer.usual().served();
            if (other) {
                problems.keyError(
                        path + "." + sink.kind(),
                        Message.of(
                                "does-not-read",
                                "{consumer} does not read this; {keys}",
                                consumer.title(),
                                keys(consumer)));
            } else {
                problems.error(path + ".consumer", notServed(consumer));
            }
            return null;
        }
        List<ConsumerFace> fitting = served.isEmpty() ? kind : served;
        List<ConsumerFace> named = fitting.stream()
                .filter(face -> face.expects().equals(output.profile()))
                .toList();
        List<ConsumerFace> best = named.isEmpty() ? fitting : named;
        return best.stream()
                .filter(face -> OutputComparison.endpoints(sink).stream().allMatch(face::reads))
                .findFirst()
                .orElse(best.getFirst());
    }

    private static Message needsSink(Consumer consumer) {
        return consumer.usual().served() ? keys(consumer) : notServed(consumer);
    }

    /// Which keys serve a consumer.
    private static Message keys(Consumer consumer) {
        List<String> keys = consumer.faces().stream()
                .filter(ConsumerFace::served)
                .map(face -> "'" + face.sinkKey() + "'")
                .distinct()
                .toList();
        ConsumerFace usual = consumer.usual();
        return Message.of(
                "consumer-needs-key",
                "needs the key {names}: {consumer} expects {face}; write `{sink}`",
                String.join(" or ", keys),
                consumer.title(),
                usual.expects(),
                ShortestOutput.sink(usual));
    }

    private static Message notServed(Consumer consumer) {
        ConsumerFace usual = consumer.usual();
        if (usual.configuration() != null) {
            return Message.of(
                    "served-by-no-output",
                    "{consumer} is served by no output: {note}",
                    consumer.title(),
                    String.valueOf(usual.note()));
        }
        String expected = String.join(
                " or ",
                consumer.faces().stream().map(ConsumerFace::expects).distinct().toList());
        return Message.of(
                "not-served-yet",
                "not served by this version: {consumer} expects {face}{note}",
                consumer.title(),
                expected,
                usual.note() == null ? "" : "; " + usual.note());
    }
}
