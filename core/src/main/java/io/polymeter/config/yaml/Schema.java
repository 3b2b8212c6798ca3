package io.polymeter.config.yaml;

import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The JSON Schema (draft 2020-12) of a language, from the declarations the binder reads.
///
/// It says what a file may look like, for completion in editors; what only the whole shows, such as a meter that
/// does not exist, is the binder's and the checks' to say.
public final class Schema {

    private static final String ENVIRONMENT = "environment";

    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private Schema() {}

    /// The schema of any bound record.
    public static String json(Binder binder, Class<? extends Record> type, String title) {
        Schema schema = new Schema();
        schema.definitions.put(
                ENVIRONMENT,
                ordered(
                        "type",
                        "string",
                        "pattern",
                        "\\$\\{",
                        "description",
                        "Holds an environment variable: ${NAME}."));
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", title);
        Object top = schema.of(binder.shape(type));
        root.put("allOf", List.of(top));
        root.put("$defs", schema.definitions);
        return JsonText.indented(JsonValue.of(root));
    }

    private Map<String, Object> of(Shape shape) {
        return switch (shape) {
            case Shape.Leaf leaf -> leaf(leaf.type().schema());
            case Shape.Choice choice ->
                leaf(ordered("enum", List.copyOf(choice.byWord().keySet())));
            case Shape.Listing listing -> listing(listing);
            case Shape.Table table -> table(table);
            case Shape.Group group -> reference(group);
            case Shape.Raw _ -> new LinkedHashMap<>();
        };
    }

    /// Any scalar may be written as, or with, an environment variable.
    private static Map<String, Object> leaf(Map<String, Object> schema) {
        Object type = schema.get("type");
        boolean anyText = type instanceof List<?> || ("string".equals(type) && !schema.containsKey("pattern"));
        return anyText ? schema : either(schema, ordered("$ref", "#/$defs/" + ENVIRONMENT));
    }

    private Map<String, Object> listing(Shape.Listing listing) {
        Map<String, Object> element = of(listing.element());
        Map<String, Object> list = ordered("type", "array", "items", element);
        TypeDeclaration.Bounds size = listing.size();
        if (size != null) {
            list.put("minItems", size.min());
            list.put("maxItems", size.max());
        }
        return listing.takesScalar() ? either(element, list) : list;
    }

    private Map<String, Object> table(Shape.Table table) {
        Map<String, Object> value = of(table.value());
        Map<String, Object> map = ordered("type", "object", "additionalProperties", value);
        if (!table.declared().isEmpty()) {
            Map<String, Object> properties = new LinkedHashMap<>();
            table.declared().forEach((key, entry) -> properties.put(key, property(entry)));
            map.put("properties", properties);
        }
        if (table.names()) {
            map.put("propertyNames", ordered("pattern", "^[\\p{L}\\p{Nd}_.-]{1,64}$"));
        }
        TypeDeclaration.Bounds size = table.size();
        if (size != null) {
            map.put("minProperties", size.min());
            map.put("maxProperties", size.max());
        }
        return table.shorthand() == null ? map : either(value, map);
    }

    private Map<String, Object> reference(Shape.Group group) {
        String name = name(group.type);
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of());
            definitions.put(name, group(group));
        }
        return ordered("$ref", "#/$defs/" + name);
    }

    private Map<String, Object> group(Shape.Group group) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        Map<Shape.Field, List<Object>> choices = new LinkedHashMap<>();
        group.entries().forEach((key, entry) -> {
            properties.put(key, property(entry));
            if (entry.field().kind() == Shape.Field.Kind.ONE_OF) {
                choices.computeIfAbsent(entry.field(), _ -> new ArrayList<>()).add(ordered("required", List.of(key)));
            } else if (!entry.field().optional()) {
                required.add(key);
            }
        });
        Map<String, Object> object = ordered("type", "object", "properties", properties, "additionalProperties", false);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        choices.forEach((_, keys) -> object.put("oneOf", keys));
        Shape.Entry only = group.shorthand == null ? null : group.entries().get(group.shorthand);
        return only == null ? object : either(of(only.shape()), object);
    }

    private Map<String, Object> property(Shape.Entry entry) {
        Map<String, Object> property = new LinkedHashMap<>(of(entry.shape()));
        TypeDeclaration.KeyDoc doc = entry.doc();
        if (doc != null) {
            property.put("description", Reference.text(doc));
            if (!doc.example().isEmpty() && entry.shape() instanceof Shape.Leaf) {
                property.put("examples", List.of(doc.example()));
            }
        }
        return property;
    }

    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return (outer == null ? "" : Shapes.kebab(outer.getSimpleName()).substring(1) + "-")
                + Shapes.kebab(type.getSimpleName()).substring(1);
    }

    private static Map<String, Object> either(Object one, Object other) {
        return ordered("anyOf", List.of(one, other));
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
        }
        return map;
    }
}
