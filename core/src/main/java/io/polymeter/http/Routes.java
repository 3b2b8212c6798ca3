package io.polymeter.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What can be asked. A path is a template such as `/api/meters/{name}`; a part in braces matches one segment.
public final class Routes {

    private final List<Entry> entries = new ArrayList<>();

    /// Who may ask.
    public enum Access {
        /// Anybody.
        OPEN,
        /// Whoever has given the password: whatever changes something, and what shows secrets.
        GUARDED
    }

    /// One thing that can be asked.
    ///
    /// @param path the template
    public record Entry(String method, String path, Access access, Route route) {

        private List<String> parts() {
            return List.of(path.split("/", -1));
        }
    }

    /// An entry and what stands in place of its braces.
    record Match(Entry entry, Map<String, String> parameters) {}

    /// Adds something that anybody may read.
    public Routes get(String path, Route route) {
        return add("GET", path, Access.OPEN, route);
    }

    /// Adds something for which the password is needed.
    ///
    /// @param method e.g. `POST`
    public Routes guarded(String method, String path, Route route) {
        return add(method, path, Access.GUARDED, route);
    }

    public Routes add(String method, String path, Access access, Route route) {
        entries.add(new Entry(method, path, access, route));
        return this;
    }

    /// Everything that can be asked.
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// The methods of a path; empty where there is no such path.
    List<String> methods(List<String> segments) {
        return entries.stream()
                .filter(entry -> parameters(entry, segments) != null)
                .map(Entry::method)
                .distinct()
                .toList();
    }

    @Nullable
    Match find(String method, List<String> segments) {
        for (Entry entry : entries) {
            Map<String, String> parameters = entry.method().equals(method) ? parameters(entry, segments) : null;
            if (parameters != null) {
                return new Match(entry, parameters);
            }
        }
        return null;
    }

    /// @param segments decoded, with an empty one before the first slash
    private static @Nullable Map<String, String> parameters(Entry entry, List<String> segments) {
        List<String> parts = entry.parts();
        if (parts.size() != segments.size()) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("{") && part.endsWith("}")) {
                parameters.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return null;
            }
        }
        return parameters;
    }
}
