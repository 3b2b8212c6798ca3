package io.polymeter.app;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// Every message that the sources of the program make.
///
/// @param templates English by code
/// @param faults what is wrong with how they are made, for people
record MessageSources(Map<String, String> templates, List<String> faults) {

    private static final Pattern PLACE = Pattern.compile("\\{[a-z0-9]+}");
    private static final Pattern CODE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /// Parses all of `modbus`, `core` and `app`.
    static MessageSources read() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> files = new ArrayList<>();
        for (String module : List.of("modbus", "core", "app")) {
            try (Stream<Path> all = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        Collector collector = new Collector();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree unit : task.parse()) {
                collector.constants.clear();
                collector.scan(unit, null);
            }
        }
        return new MessageSources(collector.templates, collector.faults);
    }

    private static final class Collector extends TreeScanner<@Nullable Void, @Nullable Void> {

        private final Map<String, String> templates = new TreeMap<>();
        private final List<String> faults = new ArrayList<>();
        private final Map<String, String> constants = new HashMap<>();

        @Override
        public @Nullable Void visitVariable(VariableTree variable, @Nullable Void nothing) {
            String text = text(variable.getInitializer());
            if (text != null) {
                constants.put(variable.getName().toString(), text);
            }
            return super.visitVariable(variable, null);
        }

        @Override
        public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void nothing) {
            if (annotation.getAnnotationType().toString().equals("Scalar")) {
                for (ExpressionTree argument : annotation.getArguments()) {
                    if (argument instanceof AssignmentTree set
                            && set.getVariable().toString().equals("words")) {
                        phrase(text(set.getExpression()));
                    }
                }
            }
            return super.visitAnnotation(annotation, null);
        }

        @Override
        public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void nothing) {
            String name = call.getMethodSelect().toString();
            List<? extends ExpressionTree> arguments = call.getArguments();
            if ((name.endsWith("Message.of") || name.endsWith("Wording.of")) && arguments.size() > 1) {
                message(call, text(arguments.get(0)), text(arguments.get(1)));
            } else if (name.endsWith("Message.phrase")) {
                phrase(text(arguments.getFirst()));
            }
            return super.visitMethodInvocation(call, null);
        }

        private void message(MethodInvocationTree call, @Nullable String code, @Nullable String template) {
            if (code == null || template == null || !CODE.matcher(code).matches()) {
                faults.add("not a literal: " + call);
                return;
            }
            String other = templates.put(code, template);
            if (other != null && !other.equals(template)) {
                faults.add(code + " has two templates: " + other + " / " + template);
            }
            List<String> places =
                    PLACE.matcher(template).results().map(MatchResult::group).toList();
            if (places.size() != call.getArguments().size() - 2
                    || places.stream().distinct().count() != places.size()) {
                faults.add(code + " has other values than places: " + call);
            }
        }

        private void phrase(@Nullable String text) {
            if (text != null) {
                templates.put(Message.phrase(text).code(), text);
            }
        }

        /// A literal, literals that are joined, or a constant of the same file.
        private @Nullable String text(@Nullable Tree tree) {
            return switch (tree) {
                case LiteralTree literal -> literal.getValue() instanceof String text ? text : null;
                case ParenthesizedTree inner -> text(inner.getExpression());
                case IdentifierTree constant -> constants.get(constant.getName().toString());
                case BinaryTree both
                when both.getKind() == Tree.Kind.PLUS -> {
                    String left = text(both.getLeftOperand());
                    String right = text(both.getRightOperand());
                    yield left == null || right == null ? null : left + right;
                }
                case null, default -> null;
            };
        }
    }
}
