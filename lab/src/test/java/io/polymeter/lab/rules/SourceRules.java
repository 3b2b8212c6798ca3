package io.polymeter.lab.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Rules that need the syntax of a Java file, taken from the compiler's own parser.
final class SourceRules {
    static final int MAX_METHOD_LINES = 50;
    static final int MAX_PARAMETERS = 4;

    private static final JavaCompiler COMPILER = compiler();

    // One for all files: opening the platform's classes anew for each takes longer than parsing it.
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, Locale.ROOT, UTF_8);

    private SourceRules() {}

    private static JavaCompiler compiler() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("these tests need a JDK, not only a runtime");
        }
        return compiler;
    }

    static List<Violation> check(String path, String text) {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavacTask task = (JavacTask) COMPILER.getTask(
                null, FILES, diagnostics, List.of("-proc:none"), null, List.of(new InMemory(path, text)));
        List<Violation> found = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                SourceScan scan =
                        new SourceScan(path, unit, Trees.instance(task).getSourcePositions(), found);
                scan.scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot parse " + path, e);
        }
        diagnostics.getDiagnostics().stream()
                .map(problem -> new Violation(path, "syntax", problem.getMessage(Locale.ROOT)))
                .forEach(found::add);
        return found;
    }

    private static final class InMemory extends SimpleJavaFileObject {
        private final String text;

        InMemory(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
