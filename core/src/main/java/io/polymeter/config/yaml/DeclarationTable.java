package io.polymeter.config.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The declarations of all annotated types of a module as one text, which the build puts beside their classes
/// ([DeclarationWriter]). One line a type; its components and words follow it, each behind a tab. Values are separated
/// by tabs, see [DeclarationLine].
///
/// ```
/// io.polymeter.config.SiteSettings    doc=…    absent=…
///     component    doc=…    fallback=5 s    nullable=
///     =CONSTANT    word=…
/// ```
final class DeclarationTable {

    /// The name of the resource in this package.
    static final String RESOURCE = "declarations";

    private static final DeclarationTable SHIPPED = new DeclarationTable(resource());

    private final String text;
    private final Map<String, Integer> starts = new HashMap<>();

    DeclarationTable(String text) {
        this.text = text;
        for (int at = 0; at < text.length(); at = end(at, '\n') + 1) {
            if (text.charAt(at) != '\t') {
                starts.put(text.substring(at, Math.min(end(at, '\t'), end(at, '\n'))), at);
            }
        }
    }

    private static String resource() {
        try (InputStream in = DeclarationTable.class.getResourceAsStream(RESOURCE)) {
            return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is declared of a type: by the table, or where that does not know the type with these components, by its
    /// annotations.
    static TypeDeclaration of(Class<?> type) {
        TypeDeclaration known = SHIPPED.find(type.getName());
        return known != null && fits(known, type) ? known : AnnotationReader.read(type);
    }

    private static boolean fits(TypeDeclaration known, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        boolean same =
                components == null || components.length == known.components().size();
        for (int i = 0; components != null && same && i < components.length; i++) {
            same = components[i].getName().equals(known.components().get(i).name());
        }
        return same;
    }

    @Nullable
    TypeDeclaration find(String type) {
        Integer start = starts.get(type);
        if (start == null) {
            return null;
        }
        Map<String, String> words = new LinkedHashMap<>();
        List<TypeDeclaration.Component> components = new ArrayList<>();
        int end = end(start, '\n');
        DeclarationLine head = DeclarationLine.parse(text.substring(start, end));
        for (int at = end + 1; at < text.length() && text.charAt(at) == '\t'; at = end + 1) {
            end = end(at, '\n');
            DeclarationLine line = DeclarationLine.parse(text.substring(at + 1, end));
            String word = line.text("constant");
            if (word != null) {
                words.put(line.name(), word);
            } else {
                components.add(line.component());
            }
        }
        return head.type(words, components);
    }

    private int end(int at, char mark) {
        int end = text.indexOf(mark, at);
        return end < 0 ? text.length() : end;
    }
}
