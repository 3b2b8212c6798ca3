package io.polymeter.link.platform;

import io.polymeter.json.JsonPath;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.profile.Group;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The documents of a device as its profile has them, for one meter.
///
/// @param given what the device has of its own, as the configuration says
public record ProfileDocuments(SourceRequest<?> wish, Profile profile, Map<String, String> given) {

    private static final Duration USUAL = Duration.ofSeconds(5);

    /// Null where the meter has no profile with documents.
    public static @Nullable ProfileDocuments of(SourceRequest<?> wish, Map<String, String> given) {
        Profile profile = wish.profile();
        return profile == null || profile.documents().isEmpty() ? null : new ProfileDocuments(wish, profile, given);
    }

    /// Tells what is missing, or not known.
    ///
    /// @param texts the paths and topics in use
    public void check(Stream<String> texts) {
        Documents documents = profile.documents();
        Map<String, Documents.Variable> needed = new TreeMap<>();
        texts.flatMap(text -> Documents.variables(text).stream())
                .forEach(name -> needed.put(
                        name, Objects.requireNonNull(documents.variables().get(name))));
        needed.forEach((name, variable) -> {
            if (variable.fallback() == null && !given.containsKey(name)) {
                wish.problems().keyError(wish.path(), variable.missing(name));
            }
        });
        given.keySet().stream()
                .filter(name -> !needed.containsKey(name))
                .forEach(name -> wish.problems()
                        .keyError(
                                wish.path() + ".variables." + name,
                                Message.of(
                                        "no-here",
                                        "{profile} has no '{name}' here{empty}",
                                        profile.id(),
                                        name,
                                        needed.isEmpty()
                                                ? ""
                                                : Message.of(
                                                        "there",
                                                        "; there is {names}",
                                                        String.join(", ", needed.keySet())))));
        given.forEach((name, value) -> {
            if (value.isEmpty() || value.matches(".*[#+\\s{}?&].*")) {
                wish.problems()
                        .error(
                                wish.path() + ".variables." + name,
                                Message.of("cannot-stand-in-path", "'{value}' cannot stand in a path or topic", value));
            }
        });
    }

    /// A path or topic with what the device has of its own.
    public String filled(String text) {
        return profile.documents().filled(text, given);
    }

    /// The fields of a document.
    public List<DocumentField> fields(Documents.Document document) {
        Set<Point> named = new HashSet<>(profile.documents().points());
        List<DocumentField> fields = new ArrayList<>();
        JsonPath in = document.in() == null ? new JsonPath(List.of()) : document.in();
        for (Documents.Value value : document.values()) {
            List<Point> targets =
                    PhaseAssignment.of(value.point(), wish.settings().effectivePhase(), named);
            SourceValue channel =
                    new SourceValue(value.point(), targets, value.unit(), value.scale(), "'" + value.written() + "'");
            List<JsonPath> valid = Stream.of(document.valid(), value.valid())
                    .flatMap(Stream::ofNullable)
                    .map(in::then)
                    .toList();
            fields.add(new DocumentField(
                    channel,
                    in.then(value.json()),
                    document.time() == null ? null : in.then(document.time()),
                    valid,
                    new DocumentField.Written(
                            value.form(), value.minus() == null ? null : in.then(value.minus()), true)));
        }
        return fields;
    }

    /// How often a document is fetched.
    ///
    /// @param wanted of the first group, as the configuration says; null: it does not
    public Duration every(Documents.Document document, @Nullable Duration wanted) {
        Group group = profile.group(document.group()).orElse(null);
        boolean first = group != null && group.equals(profile.groups().getFirst());
        if (wanted != null && first) {
            return wanted;
        }
        Duration own = document.every();
        return own != null ? own : group == null ? USUAL : group.every();
    }
}
