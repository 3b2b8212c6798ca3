package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;

/// Derives shapes from types, each once. One thread derives at a time: a shape that another thread sees is whole.
final class Shapes {

    private final Map<Class<?>, ScalarType<?>> scalars;
    private final Map<Class<?>, List<Class<?>>> kinds;
    private final Map<Class<?>, Shape> shapes = new HashMap<>();

    Shapes(Map<Class<?>, ScalarType<?>> scalars) {
        this(scalars, Map.of());
    }

    private Shapes(Map<Class<?>, ScalarType<?>> scalars, Map<Class<?>, List<Class<?>>> kinds) {
        this.scalars = scalars;
        this.kinds = kinds;
    }

    Shapes with(Class<?> type, ScalarType<?> scalar) {
        Map<Class<?>, ScalarType<?>> more = new LinkedHashMap<>(scalars);
        more.put(type, scalar);
        return new Shapes(more, kinds);
    }

    Shapes with(Class<?> type, List<? extends Class<?>> records) {
        Map<Class<?>, List<Class<?>>> more = new HashMap<>(kinds);
        more.put(type, List.copyOf(records));
        return new Shapes(scalars, more);
    }

    static String kind(Class<?> type, String choice) {
        String name = kebab(type.getSimpleName()).substring(1);
        return name.endsWith("-" + choice) ? name.substring(0, name.length() - choice.length() - 1) : name;
    }

    /// @throws IllegalArgumentException where the type cannot be bound: a mistake in the program
    synchronized Shape of(Class<?> type) {
        // Not computeIfAbsent: a record's components ask for more shapes, its own among them.
        Shape known = shapes.get(type);
        return known != null ? known : derive(type);
    }

    private Shape derive(Class<?> type) {
        ScalarType<?> scalar = scalars.get(type);
        Shape shape;
        if (scalar != null) {
            shape = new Shape.Leaf(scalar);
        } else if (type == Node.class || type == Section.class) {
            shape = new Shape.Raw(type == Section.class);
        } else {
            TypeDeclaration declared = DeclarationTable.of(type);
            if (declared.scalar() != null) {
                shape = new Shape.Leaf(annotated(type, declared.scalar()));
            } else if (type.isEnum()) {
                shape = choice(type, declared.words());
            } else if (type.isRecord()) {
                return group(type, declared);
            } else {
                throw new IllegalArgumentException("no shape for " + type.getName());
            }
        }
        shapes.put(type, shape);
        return shape;
    }

    private static Shape choice(Class<?> type, Map<String, String> words) {
        Map<String, Object> byWord = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            String name = ((Enum<?>) constant).name();
            String word = words.get(name);
            byWord.put(word != null ? word : name.toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return new Shape.Choice(byWord);
    }

    private static ScalarType<?> annotated(Class<?> type, TypeDeclaration.ScalarText scalar) {
        try {
            Method parse = type.getDeclaredMethod("parse", String.class);
            parse.setAccessible(true);
            return ScalarType.pattern(Message.phrase(scalar.words()), scalar.pattern(), text -> call(parse, text));
        } catch (NoSuchMethodException missing) {
            throw new IllegalArgumentException(type.getName() + " has no parse(String)", missing);
        }
    }

    private static Object call(Method parse, String text) {
        try {
            return parse.invoke(null, text);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof IllegalArgumentException said) {
                throw said;
            }
            throw new IllegalStateException(parse + " failed", thrown);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Shape group(Class<?> type, TypeDeclaration declared) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Shape.Group group;
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            group = new Shape.Group(type, constructor, declared.shorthand());
        } catch (NoSuchMethodException impossible) {
            throw new IllegalArgumentException(impossible);
        }
        shapes.put(type, group);
        List<Shape.Field> fields = new ArrayList<>();
        Map<String, Shape.Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < components.length; i++) {
            fields.add(field(components[i], declared.components().get(i), entries));
        }
        group.complete(List.copyOf(fields), entries);
        return group;
    }

    private Shape.Field field(
            RecordComponent component, TypeDeclaration.Component declared, Map<String, Shape.Entry> entries) {
        TypeDeclaration.KeyDoc doc = declared.doc();
        String key = declared.key();
        boolean nullable = declared.nullable();
        if (component.getType() == Position.class) {
            return new Shape.Field(key, Shape.Field.Kind.POSITION, new Shape.Raw(false), null, false);
        }
        if (declared.within() != null) {
            Shape shape = component(component, declared);
            Shape.Field field = new Shape.Field(key, Shape.Field.Kind.WITHIN, shape, doc, nullable, declared.within());
            declare(field, entries);
            return field;
        }
        TypeDeclaration.Choice oneOf = declared.oneOf();
        if (oneOf == null) {
            Shape shape = component(component, declared);
            Shape.Field field = new Shape.Field(key, Shape.Field.Kind.KEY, shape, doc, nullable);
            entries.put(key, new Shape.Entry(field, () -> shape, () -> doc));
            return field;
        }
        Shape raw = new Shape.Raw(false);
        Shape.Field field = new Shape.Field(oneOf.name(), Shape.Field.Kind.ONE_OF, raw, doc, nullable, oneOf.unless());
        for (Class<?> record : kinds.getOrDefault(component.getType(), List.of())) {
            entries.put(
                    kind(record, oneOf.name()),
                    new Shape.Entry(
                            field,
                            () -> of(record),
                            () -> DeclarationTable.of(record).doc()));
        }
        return field;
    }

    /// Makes a key one that the mapping of another component knows.
    private static void declare(Shape.Field field, Map<String, Shape.Entry> entries) {
        Shape.Entry outer = entries.get(field.beside());
        if (outer == null || !(outer.shape() instanceof Shape.Table table)) {
            throw new IllegalArgumentException("there is no mapping " + field.beside() + " before " + field.key());
        }
        Map<String, Shape.Entry> declared = new LinkedHashMap<>(table.declared());
        declared.put(field.key(), new Shape.Entry(field, field::shape, field::doc));
        Shape.Table with = new Shape.Table(table.value(), table.shorthand(), table.names(), table.size(), declared);
        entries.put(field.beside(), new Shape.Entry(outer.field(), () -> with, outer.documented()));
    }

    private Shape component(RecordComponent component, TypeDeclaration.Component declared) {
        TypeDeclaration.Bounds range = declared.range();
        Class<?> type = component.getType();
        if (type == int.class || type == Integer.class) {
            return new Shape.Leaf(Scalars.integer(false, range));
        }
        if (type == long.class || type == Long.class) {
            return new Shape.Leaf(Scalars.integer(true, range));
        }
        if (type == URI.class) {
            return new Shape.Leaf(Scalars.url(declared.schemes()));
        }
        if (type == Map.class) {
            Shape value = generic(argument(component.getGenericType(), 1));
            return new Shape.Table(value, declared.shorthand(), declared.names(), range);
        }
        if (type == List.class) {
            return new Shape.Listing(generic(argument(component.getGenericType(), 0)), range);
        }
        return of(type);
    }

    private Shape generic(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getRawType() == List.class
                    ? new Shape.Listing(generic(argument(type, 0)), null)
                    : new Shape.Table(generic(argument(type, 1)), null, false, null);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Integer.class || plain == Long.class) {
            return new Shape.Leaf(Scalars.integer(plain == Long.class, null));
        }
        return plain == URI.class ? new Shape.Leaf(Scalars.url(List.of())) : of(plain);
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    static String kebab(String name) {
        StringBuilder kebab = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                kebab.append('-').append(Character.toLowerCase(c));
            } else {
                kebab.append(c);
            }
        }
        return kebab.toString();
    }
}
