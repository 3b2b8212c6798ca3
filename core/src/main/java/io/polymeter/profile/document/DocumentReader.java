package io.polymeter.profile.document;

import io.polymeter.config.yaml.Position;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonPath;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the documents of a profile's file.
public final class DocumentReader {

    private final Problems problems;
    private final Set<String> groups;

    /// @param groups the names of the profile's groups
    public DocumentReader(Problems problems, Set<String> groups) {
        this.problems = problems;
        this.groups = Set.copyOf(groups);
    }

    /// What a file says of documents.
    ///
    /// @param http null: nothing
    /// @param mqtt null: nothing
    public record Written(
            List<DocumentFile> documents,
            DocumentFile.@Nullable HttpFile http,
            DocumentFile.@Nullable MqttFile mqtt,
            Map<String, DocumentFile.VariableFile> variables) {}

    /// All of it; what is wrong is told, with line and column.
    public Documents read(Written file) {
        Map<String, Documents.Variable> variables = new LinkedHashMap<>();
        file.variables()
                .forEach((name, variable) -> variables.put(
                        name, new Documents.Variable(variable.doc(), variable.fallback(), variable.example())));
        List<Documents.Document> documents = new ArrayList<>();
        for (DocumentFile document : file.documents()) {
            document(document, variables.keySet()).ifPresent(documents::add);
        }
        if (file.documents().isEmpty()) {
            for (String key : List.of("http", "mqtt", "variables")) {
                if (problems.given(key)) {
                    problems.keyError(
                            key, Message.of("needs-documents-say-what", "needs 'documents', which say what is read"));
                }
            }
        }
        return new Documents(documents, http(file.http()), mqtt(file.mqtt(), variables.keySet()), variables);
    }

    private Optional<Documents.Document> document(DocumentFile file, Set<String> variables) {
        Position at = file.position();
        places(at, file);
        if (!groups.contains(file.group())) {
            Message hint = Suggestion.of(file.group(), groups)
                    .orElse(Message.of("known-are", "known are {names}", String.join(", ", groups)));
            problems.at(
                    at,
                    "documents",
                    Message.of("there-no-group", "there is no group '{group}'; {hint}", file.group(), hint));
        }
        if (file.every() != null && !file.every().isPositive()) {
            problems.at(at, "documents", Message.of("every-must-above-0", "'every' must be above 0"));
        }
        if (file.values().isEmpty()) {
            problems.at(at, "documents", Message.of("document-needs-values", "a document needs 'values'"));
        }
        known(at, file.get(), variables);
        known(at, file.topic(), variables);
        Set<Point> seen = new HashSet<>();
        List<Documents.Value> values = new ArrayList<>();
        for (DocumentFile.ValueFile value : file.values()) {
            value(value, seen).ifPresent(values::add);
        }
        return Optional.of(new Documents.Document(
                file.get() == null ? null : new Documents.Request(file.get(), file.post()),
                file.topic(),
                path(at, "in", file.in()),
                file.group(),
                file.every(),
                path(at, "time", file.time()),
                path(at, "valid", file.valid()),
                values,
                fixed(at, file.fixed())));
    }

    private void places(Position at, DocumentFile file) {
        if (file.get() == null && file.topic() == null) {
            problems.at(
                    at,
                    "documents",
                    Message.of("document-needs-get-path", "a document needs 'get', a path, or 'topic'"));
        }
        if (file.get() != null && !file.get().startsWith("/")) {
            problems.at(
                    at,
                    "documents",
                    Message.of("get-path-begins-e", "'get' is a path that begins with '/', e.g. /status"));
        }
        if (file.topic() != null && (file.topic().isEmpty() || file.topic().matches(".*[#+\\x00].*"))) {
            problems.at(
                    at,
                    "documents",
                    Message.of("topic-must-not-empty", "'topic' must not be empty or contain '#' or '+'"));
        }
        if (file.post() != null && file.get() == null) {
            problems.at(
                    at, "documents", Message.of("post-needs-get-path", "'post' needs 'get', the path it is sent to"));
        }
    }

    private void known(Position at, @Nullable String text, Set<String> variables) {
        for (String name : text == null ? List.<String>of() : Documents.variables(text)) {
            if (!variables.contains(name)) {
                problems.at(
                        at,
                        "documents",
                        Message.of("not-among-variables", "'{{name}}' is not among the 'variables'", name));
            }
        }
    }

    private Optional<Documents.Value> value(DocumentFile.ValueFile file, Set<Point> seen) {
        Position at = file.position();
        Point point = Point.parse(file.point()).orElse(null);
        JsonPath json = path(at, "json", file.json());
        if (point == null || point.quantity().isText()) {
            Object hint = Suggestion.ending(
                    file.point(), Point.all().stream().map(Point::name).toList());
            problems.at(
                    at,
                    "documents",
                    Message.of("there-no-number", "there is no number '{name}'{hint}", file.point(), hint));
            return Optional.empty();
        }
        if (!seen.add(point)) {
            problems.at(
                    at,
                    "documents",
                    Message.of("in-document-already", "{point} is in this document already", point.name()));
        }
        if (file.scale() == 0 || !Double.isFinite(file.scale())) {
            problems.at(
                    at, "documents", Message.of("scale-must-number-other", "'scale' must be a number other than 0"));
        }
        Unit.Scaled own = new Unit.Scaled(point.unit(), 1);
        Unit.Scaled unit = file.unit() == null ? own : unit(file.unit(), point).orElse(null);
        if (unit == null) {
            problems.at(
                    at,
                    "documents",
                    Message.of(
                            "not-unit-measured-in",
                            "'{unit}' is not a unit of {point}, which is measured in {empty}",
                            file.unit(),
                            point.name(),
                            point.unit().symbol().isEmpty()
                                    ? Message.of("no-unit", "no unit")
                                    : point.unit().symbol()));
        }
        return json == null
                ? Optional.empty()
                : Optional.of(new Documents.Value(
                        json,
                        path(at, "minus", file.minus()),
                        point,
                        unit == null ? own : unit,
                        file.scale(),
                        file.as(),
                        path(at, "valid", file.valid()),
                        file.json()));
    }

    private static Optional<Unit.Scaled> unit(String text, Point point) {
        return Unit.parse(text)
                .filter(unit -> unit.unit() == point.unit() || unit.unit() == Unit.PERCENT && point.unit() == Unit.NONE)
                .map(unit -> unit.unit() == point.unit() ? unit : new Unit.Scaled(Unit.NONE, 0.01));
    }

    private @Nullable JsonPath path(Position at, String key, @Nullable String text) {
        try {
            return text == null ? null : JsonPath.parse(text);
        } catch (IllegalArgumentException e) {
            problems.at(at, "documents", Message.of("about-2", "'{key}': {why}", key, Message.of(e)));
            return null;
        }
    }

    private @Nullable JsonValue fixed(Position at, @Nullable String text) {
        try {
            return text == null ? null : JsonValue.parse(text);
        } catch (JsonException e) {
            problems.at(at, "documents", Message.of("fixed-no-json", "'fixed' is no JSON: {why}", Message.of(e)));
            return null;
        }
    }

    private Documents.Http http(DocumentFile.@Nullable HttpFile file) {
        if (file == null) {
            return Documents.NONE.http();
        }
        DocumentFile.ProbeFile probe = file.probe();
        List<Documents.Probe.Field> fields = new ArrayList<>();
        for (DocumentFile.FieldFile field : probe == null ? List.<DocumentFile.FieldFile>of() : probe.fields()) {
            JsonPath json = path(field.position(), "json", field.json());
            if (json != null) {
                fields.add(new Documents.Probe.Field(json, field.json(), field.is()));
            }
        }
        if (probe != null && !probe.get().startsWith("/")) {
            problems.error(
                    "http.probe.get", Message.of("path-begins-e-g", "is a path that begins with '/', e.g. /status"));
        }
        if (probe != null && probe.fields().isEmpty()) {
            problems.error("http.probe", Message.of("needs-fields-or-any", "needs 'fields', or any device would fit"));
        }
        List<Documents.Announced> mdns =
                file.mdns().stream().map(each -> announced(each)).toList();
        return new Documents.Http(
                file.scheme(),
                file.login(),
                file.headers(),
                probe == null ? null : new Documents.Probe(probe.get(), fields, probe.certain()),
                mdns);
    }

    private Documents.Announced announced(DocumentFile.AnnouncedFile file) {
        if (!file.service().matches("_[A-Za-z0-9-]{1,15}\\._(tcp|udp)")) {
            problems.at(
                    file.position(),
                    "http.mdns",
                    Message.of("no-service-such-as", "'{service}' is no service such as _http._tcp", file.service()));
        }
        return new Documents.Announced(file.service(), file.name() == null ? "" : file.name(), file.text());
    }

    private Documents.Mqtt mqtt(DocumentFile.@Nullable MqttFile file, Set<String> variables) {
        if (file == null) {
            return Documents.NONE.mqtt();
        }
        DocumentFile.KeepAliveFile alive = file.keepAlive();
        DocumentFile.AvailabilityFile there = file.availability();
        known(problems.position("mqtt.keep-alive"), alive == null ? null : alive.topic(), variables);
        known(problems.position("mqtt.availability"), there == null ? null : there.topic(), variables);
        return new Documents.Mqtt(
                alive == null
                        ? null
                        : new Documents.KeepAlive(
                                alive.topic(), alive.payload() == null ? "" : alive.payload(), alive.every()),
                there == null ? null : new Documents.Availability(there.topic(), there.online()));
    }
}
