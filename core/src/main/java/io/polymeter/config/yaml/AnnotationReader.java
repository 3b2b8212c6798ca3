package io.polymeter.config.yaml;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads declarations by reflection. Each annotation costs the virtual machine a proxy, so a running program takes
/// what [DeclarationTable] holds, and comes here for types that the build has not seen.
final class AnnotationReader {

    private AnnotationReader() {}

    static TypeDeclaration read(Class<?> type) {
        Shorthand shorthand = type.getAnnotation(Shorthand.class);
        Scalar scalar = type.getAnnotation(Scalar.class);
        List<TypeDeclaration.Component> components = new ArrayList<>();
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                components.add(component(component));
            }
        }
        return new TypeDeclaration(
                doc(type),
                shorthand == null ? null : shorthand.value(),
                scalar == null ? null : new TypeDeclaration.ScalarText(scalar.words(), scalar.pattern()),
                type.isEnum() ? words(type) : Map.of(),
                List.copyOf(components));
    }

    private static Map<String, String> words(Class<?> type) {
        Map<String, String> words = new LinkedHashMap<>();
        for (Field field : type.getFields()) {
            YamlName word = field.getAnnotation(YamlName.class);
            if (word != null) {
                words.put(field.getName(), word.value());
            }
        }
        return words;
    }

    private static TypeDeclaration.Component component(RecordComponent component) {
        YamlName name = component.getAnnotation(YamlName.class);
        OneOf oneOf = component.getAnnotation(OneOf.class);
        Within within = component.getAnnotation(Within.class);
        ValueRange range = component.getAnnotation(ValueRange.class);
        Schemes schemes = component.getAnnotation(Schemes.class);
        Shorthand shorthand = component.getAnnotation(Shorthand.class);
        return new TypeDeclaration.Component(
                component.getName(),
                doc(component),
                name == null ? null : name.value(),
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                oneOf == null ? null : new TypeDeclaration.Choice(oneOf.value(), oneOf.unless()),
                within == null ? null : within.value(),
                range == null ? null : new TypeDeclaration.Bounds(range.min(), range.max()),
                schemes == null ? List.of() : List.of(schemes.value()),
                shorthand == null ? null : shorthand.value(),
                component.isAnnotationPresent(Names.class));
    }

    private static TypeDeclaration.@Nullable KeyDoc doc(AnnotatedElement element) {
        Key key = element.getAnnotation(Key.class);
        return key == null ? null : new TypeDeclaration.KeyDoc(key.doc(), key.fallback(), key.absent(), key.example());
    }
}
