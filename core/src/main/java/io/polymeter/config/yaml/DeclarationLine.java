package io.polymeter.config.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of a [DeclarationTable]: a name, then `key=value` pairs, separated by tabs. A tab, line break or backslash
/// within a value is escaped by a backslash.
record DeclarationLine(String name, Map<String, String> values) {

    static DeclarationLine parse(String line) {
        String[] parts = line.split("\t", -1);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            values.put(parts[i].substring(0, equals), unescape(parts[i].substring(equals + 1)));
        }
        return new DeclarationLine(parts[0], values);
    }

    static DeclarationLine of(String name, TypeDeclaration declaration) {
        DeclarationLine line = new DeclarationLine(name, new LinkedHashMap<>());
        line.put(declaration.doc());
        line.put("shorthand", declaration.shorthand());
        if (declaration.scalar() != null) {
            line.put("scalar", declaration.scalar().words());
            line.put("pattern", declaration.scalar().pattern());
        }
        return line;
    }

    static DeclarationLine of(TypeDeclaration.Component component) {
        DeclarationLine line = new DeclarationLine(component.name(), new LinkedHashMap<>());
        line.put(component.doc());
        line.put("word", component.word());
        line.put("nullable", component.nullable() ? "" : null);
        if (component.oneOf() != null) {
            line.put("one-of", component.oneOf().name());
            line.put("unless", component.oneOf().unless());
        }
        line.put("within", component.within());
        if (component.range() != null) {
            line.put("min", Long.toString(component.range().min()));
            line.put("max", Long.toString(component.range().max()));
        }
        line.put("schemes", component.schemes().isEmpty() ? null : String.join(",", component.schemes()));
        line.put("shorthand", component.shorthand());
        line.put("names", component.names() ? "" : null);
        return line;
    }

    static DeclarationLine constant(String name, String word) {
        return new DeclarationLine(name, Map.of("constant", word));
    }

    private void put(TypeDeclaration.@Nullable KeyDoc doc) {
        if (doc != null) {
            put("doc", doc.doc());
            put("fallback", doc.fallback().isEmpty() ? null : doc.fallback());
            put("absent", doc.absent().isEmpty() ? null : doc.absent());
            put("example", doc.example().isEmpty() ? null : doc.example());
        }
    }

    private void put(String key, @Nullable String value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    @Nullable
    String text(String key) {
        return values.get(key);
    }

    TypeDeclaration type(Map<String, String> words, List<TypeDeclaration.Component> components) {
        String scalar = text("scalar");
        return new TypeDeclaration(
                doc(),
                text("shorthand"),
                scalar == null ? null : new TypeDeclaration.ScalarText(scalar, orEmpty("pattern")),
                words,
                components);
    }

    TypeDeclaration.Component component() {
        String oneOf = text("one-of");
        String min = text("min");
        String schemes = text("schemes");
        return new TypeDeclaration.Component(
                name,
                doc(),
                text("word"),
                values.containsKey("nullable"),
                oneOf == null ? null : new TypeDeclaration.Choice(oneOf, orEmpty("unless")),
                text("within"),
                min == null ? null : new TypeDeclaration.Bounds(Long.parseLong(min), Long.parseLong(orEmpty("max"))),
                schemes == null ? List.of() : List.of(schemes.split(",")),
                text("shorthand"),
                values.containsKey("names"));
    }

    private TypeDeclaration.@Nullable KeyDoc doc() {
        String doc = text("doc");
        return doc == null
                ? null
                : new TypeDeclaration.KeyDoc(doc, orEmpty("fallback"), orEmpty("absent"), orEmpty("example"));
    }

    private String orEmpty(String key) {
        return values.getOrDefault(key, "");
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(name);
        values.forEach((key, value) -> line.append('\t').append(key).append('=').append(escape(value)));
        return line.toString();
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    private static String unescape(String value) {
        if (value.indexOf('\\') < 0) {
            return value;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
                char escaped = value.charAt(i);
                plain.append(escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
