package io.polymeter.config.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/// Binds YAML nodes to records, and reports everything that does not fit in one pass.
///
/// Keys are the record components' names in kebab-case, documented by [Key]. Bound are texts, numbers, booleans,
/// enums, durations, paths, time zones, URLs, [Secret]s, types marked [Scalar], records, lists and maps of these,
/// interfaces by [OneOf], and [Node] for what a later layer reads itself. What is known of a type is kept,
/// so a binder is made once. Safe for use by several threads.
public final class Binder {

    /// Knows the standard types.
    public static final Binder STANDARD = new Binder(new Shapes(Scalars.standard()), System::getenv, Path.of(""));

    private final Shapes shapes;
    private final Function<String, @Nullable String> environment;
    private final Path directory;

    private Binder(Shapes shapes, Function<String, @Nullable String> environment, Path directory) {
        this.shapes = shapes;
        this.environment = environment;
        this.directory = directory;
    }

    /// The same, with one more scalar type.
    public <T> Binder with(Class<T> type, ScalarType<T> scalar) {
        return new Binder(shapes.with(type, scalar), environment, directory);
    }

    /// The same, with these records as the kinds of an interface that stands behind [OneOf].
    public Binder with(Class<?> type, List<? extends Class<?>> kinds) {
        return new Binder(shapes.with(type, kinds), environment, directory);
    }

    /// The key that selects a record among the kinds of a choice: its name without that of the choice, e.g. `modbus`
    /// for a `ModbusSource` of the choice `source`.
    public static String kind(Class<?> type, String choice) {
        return Shapes.kind(type, choice);
    }

    /// The keys of a record's components, in their order.
    public static List<String> keys(Class<?> record) {
        return DeclarationTable.of(record).components().stream()
                .map(TypeDeclaration.Component::key)
                .toList();
    }

    /// The same, with relative paths counted from this directory.
    public Binder in(Path base) {
        return new Binder(shapes, environment, base);
    }

    /// The same, with `${NAME}` taken from here; the function gives null for what is not set.
    public Binder environment(Function<String, @Nullable String> variables) {
        return new Binder(shapes, variables, directory);
    }

    /// Reads and binds a file.
    ///
    /// @return null as [#bind]
    public <T> @Nullable T read(Path file, Class<T> type, Problems problems) {
        Node root = Document.read(file, problems);
        return root == null ? null : bind(root, type, problems);
    }

    /// Binds the text of a file.
    ///
    /// @return null as [#bind]
    public <T> @Nullable T parse(byte[] text, Class<T> type, Problems problems) {
        Node root = Document.parse(text, problems);
        return root == null ? null : bind(root, type, problems);
    }

    /// Binds a whole document.
    ///
    /// @return null where something required is missing or wrong. Where `problems` has errors, what is
    ///     returned is fit for further checks alone: wrong values are replaced by defaults or left out
    public <T> @Nullable T bind(Node root, Class<T> type, Problems problems) {
        Binding binding = new Binding(problems, text -> Environment.expand(text, environment), directory);
        return type.cast(binding.root(shapes.of(type), root));
    }

    /// Binds a part of a document that an earlier layer passed on; paths go on from where it stands.
    ///
    /// @return null as [#bind]
    public <T> @Nullable T bind(Section section, Class<T> type, Problems problems) {
        Binding binding = new Binding(problems, text -> Environment.expand(text, environment), directory);
        return type.cast(binding.value(shapes.of(type), section.node(), section.path()));
    }

    Shape shape(Class<?> type) {
        return shapes.of(type);
    }
}
