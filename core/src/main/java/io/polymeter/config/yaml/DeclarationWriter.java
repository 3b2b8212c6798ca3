package io.polymeter.config.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Writes the [DeclarationTable] of a module; the build runs it when the classes are compiled.
final class DeclarationWriter {

    private DeclarationWriter() {}

    /// Writes the table of the classes in a directory, which must be on the class path, into this package there.
    ///
    /// @param args the directory
    static void main(String[] args) throws IOException {
        Path classes = Path.of(args[0]);
        String at = DeclarationTable.class.getPackageName().replace('.', '/');
        Files.writeString(classes.resolve(at).resolve(DeclarationTable.RESOURCE), table(classes));
    }

    static String table(Path classes) throws IOException {
        StringBuilder table = new StringBuilder();
        for (Class<?> type : types(classes)) {
            append(table, type);
        }
        return table.toString();
    }

    private static List<Class<?>> types(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .sorted()
                    .<Class<?>>map(DeclarationWriter::load)
                    .toList();
        }
    }

    private static Class<?> load(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            return Class.forName(name, false, DeclarationWriter.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(name + " is not on the class path", e);
        }
    }

    private static void append(StringBuilder table, Class<?> type) {
        TypeDeclaration declaration = AnnotationReader.read(type);
        // @Nullable alone says nothing here: most records that have it are never bound.
        boolean bound = declaration.doc() != null
                || declaration.shorthand() != null
                || declaration.scalar() != null
                || !declaration.words().isEmpty()
                || declaration.components().stream()
                        .anyMatch(component -> component.doc() != null
                                || component.word() != null
                                || component.oneOf() != null
                                || component.range() != null);
        if (!bound) {
            return;
        }
        table.append(DeclarationLine.of(type.getName(), declaration)).append('\n');
        declaration
                .words()
                .forEach((constant, word) -> table.append('\t')
                        .append(DeclarationLine.constant(constant, word))
                        .append('\n'));
        declaration
                .components()
                .forEach(component ->
                        table.append('\t').append(DeclarationLine.of(component)).append('\n'));
    }
}
