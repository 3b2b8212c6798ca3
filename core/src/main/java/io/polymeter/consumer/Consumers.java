package io.polymeter.consumer;

import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The known consumers by id. A file is read when its consumer is first asked for.
/// Safe for use by several threads.
public final class Consumers {

    private static final String ROOT = "/profiles/consumers/";
    private static final int FEW = 12;

    private final Map<String, Consumer> read = new ConcurrentHashMap<>();

    private final List<String> sinks;

    /// Resource by id. Read when the first output names a consumer, not before.
    private static final class Index {
        private static final Map<String, String> RESOURCES = index();
    }

    /// The consumers that Polymeter knows.
    ///
    /// @param sinks the keys of the kinds of sinks that serve them
    public Consumers(List<String> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    /// The ids, sorted.
    public SortedSet<String> ids() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(Index.RESOURCES.keySet()));
    }

    /// A consumer by id.
    public Optional<Consumer> find(String id) {
        String resource = Index.RESOURCES.get(id);
        return resource == null ? Optional.empty() : Optional.of(read.computeIfAbsent(id, _ -> load(id, resource)));
    }

    /// All of them, by id.
    public List<Consumer> all() {
        return ids().stream().map(id -> find(id).orElseThrow()).toList();
    }

    /// What a configuration means by `consumer: ID`.
    ///
    /// @param path where errors go, e.g. `outputs.gen24.consumer`
    /// @return null where there is no such consumer
    public @Nullable Consumer resolve(String id, Problems problems, String path) {
        Consumer known = find(id).orElse(null);
        if (known == null) {
            problems.error(path, Message.of("there-no-consumer", "there is no consumer '{id}'; {hint}", id, hint(id)));
        }
        return known;
    }

    /// What a name that is not known was probably meant to be.
    public Message hint(String id) {
        List<String> near = ids().stream()
                .filter(known -> id.length() > 2 && (known.startsWith(id) || known.endsWith("-" + id)))
                .limit(FEW)
                .toList();
        return Suggestion.of(id, Index.RESOURCES.keySet())
                .orElse(
                        near.isEmpty()
                                ? Message.of("consumers-listed", "`polymeter consumers` lists them")
                                : Message.of("there-are-these", "there are {names}", String.join(", ", near)));
    }

    private Consumer load(String id, String resource) {
        Problems problems = new Problems(resource);
        Consumer consumer = ConsumerLoader.parse(bytes(resource), sinks, problems);
        if (consumer == null || !consumer.id().equals(id)) {
            throw new IllegalStateException(resource + " is not " + id + ": " + problems.sorted());
        }
        return consumer;
    }

    /// One id a line, whose file is `ID.yaml`.
    private static Map<String, String> index() {
        Map<String, String> resources = new TreeMap<>();
        new String(bytes(ROOT + "index"), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(id -> resources.put(id, ROOT + id + ".yaml"));
        return resources;
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = Consumers.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + resource);
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
