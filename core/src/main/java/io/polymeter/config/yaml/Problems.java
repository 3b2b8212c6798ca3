package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong with one file, and knows where each of its keys and values stands, so that later layers
/// can report by path what only they can know. Not for use by several threads.
public final class Problems {

    /// Beyond this many a person reads no further.
    private static final int LIMIT = 500;

    private final String file;
    private final Map<String, Place> places = new HashMap<>();
    private final Set<Problem> found = new LinkedHashSet<>();

    private final Map<String, String> texts = new HashMap<>();

    private record Place(Position key, Position value) {}

    /// Knows no place yet.
    ///
    /// @param file the name shown in messages
    public Problems(String file) {
        this.file = file;
    }

    public String file() {
        return file;
    }

    /// Whether the file itself has this path, rather than a default.
    public boolean given(String path) {
        return places.containsKey(path);
    }

    /// Where the key of this path stands; of the nearest surrounding path where it is absent.
    public Position keyPosition(String path) {
        Place place = nearest(path);
        return place == null ? Position.START : place.key();
    }

    /// Where the value of this path stands; of the key of the nearest surrounding path where it is absent.
    public Position position(String path) {
        Place exact = places.get(path);
        return exact == null ? keyPosition(path) : exact.value();
    }

    /// An error at the value of this path.
    public void error(String path, Message message) {
        at(position(path), path, message);
    }

    /// An error at the key of this path.
    public void keyError(String path, Message message) {
        at(keyPosition(path), path, message);
    }

    /// A warning at the value of this path.
    public void warning(String path, Message message) {
        add(new Problem(Problem.Severity.WARNING, file, position(path), path, message));
    }

    /// An error at a given place of this file.
    public void at(Position position, String path, Message message) {
        add(new Problem(Problem.Severity.ERROR, file, position, path, message));
    }

    /// Takes over what was found in another file, e.g. in a profile.
    public void addAll(Problems other) {
        other.found.forEach(this::add);
    }

    /// Adds a problem, without what could be a secret.
    public void add(Problem problem) {
        if (found.size() < LIMIT) {
            String text = texts.get(problem.path());
            Message said = text != null && Suspicion.of(problem.path(), text)
                    ? problem.said().cleaned(message -> Suspicion.unquoted(message, text))
                    : problem.said();
            Message clean = said.cleaned(Redaction::cleanStrictly);
            found.add(
                    clean.equals(problem.said())
                            ? problem
                            : new Problem(
                                    problem.severity(), problem.file(), problem.position(), problem.path(), clean));
        }
    }

    /// Notes what stands under a path, so that no message quotes what could be a secret.
    void text(String path, String text) {
        texts.putIfAbsent(path, text);
    }

    public boolean hasErrors() {
        return found.stream().anyMatch(Problem::isError);
    }

    /// All problems by file and position.
    public List<Problem> sorted() {
        List<Problem> all = new ArrayList<>(found);
        all.sort(Problem.ORDER);
        return List.copyOf(all);
    }

    void locate(String path, Position key, Position value) {
        places.putIfAbsent(path, new Place(key, value));
    }

    private @Nullable Place nearest(String path) {
        String at = path;
        while (true) {
            Place place = places.get(at);
            if (place != null) {
                return place;
            }
            if (at.isEmpty()) {
                return null;
            }
            at = at.substring(0, Math.max(0, Math.max(at.lastIndexOf('.'), at.lastIndexOf('['))));
        }
    }
}
