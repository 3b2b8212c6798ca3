package io.polymeter.lab.rules;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One walk over the syntax tree of one file.
final class SourceScan extends TreeScanner<@Nullable Void, @Nullable Void> {
    private static final Pattern EMPTY_NAME = Pattern.compile(".*((?<!Trust)Manager|Helper|Utils?|Impl)");
    private static final Pattern SLEEPER = Pattern.compile("(.*\\.)?(Thread|TimeUnit(\\.\\w+)?|SECONDS|MILLISECONDS)");
    private static final Pattern SKIPPER = Pattern.compile("(.*\\.)?(Disabled\\w*|Enabled(If|On|For)\\w*|Ignore)");
    private static final String MAIN = "/Main.java";

    private final String path;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<Violation> found;
    private final boolean test;
    private boolean inTable;

    SourceScan(String path, CompilationUnitTree unit, SourcePositions positions, List<Violation> found) {
        this.path = path;
        this.unit = unit;
        this.positions = positions;
        this.found = found;
        this.test = path.contains("src/test/");
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
        if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
            report(type, "name", type.getSimpleName() + " does not say what it is");
        }
        boolean outer = inTable;
        inTable = type.getKind() == Tree.Kind.RECORD || type.getKind() == Tree.Kind.ENUM;
        super.visitClass(type, null);
        inTable = outer;
        return null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
        long lines = line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, method)) + 1;
        if (lines > SourceRules.MAX_METHOD_LINES) {
            report(method, "method-length", method.getName() + " has " + lines + " lines; at most 50");
        }
        int parameters = method.getParameters().size();
        if (parameters > SourceRules.MAX_PARAMETERS
                && !isTableConstructor(method)
                && !overrides(method)
                && !annotated(method, "ParameterizedTest")) {
            report(method, "parameters", method.getName() + " has " + parameters + "; make them a record");
        }
        return super.visitMethod(method, null);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void unused) {
        switch (call.getMethodSelect()) {
            case MemberSelectTree select ->
                checkCall(select, select.getExpression().toString());
            case IdentifierTree name -> checkSkip(name, name.getName().toString());
            default -> {}
        }
        return super.visitMethodInvocation(call, null);
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void unused) {
        if (test && SKIPPER.matcher(annotation.getAnnotationType().toString()).matches()) {
            report(annotation, "skip", "a test runs or is deleted; a missing peer is a failure");
        }
        return super.visitAnnotation(annotation, null);
    }

    private void checkCall(MemberSelectTree select, String receiver) {
        String name = select.getIdentifier().toString();
        if (test && name.equals("sleep") && SLEEPER.matcher(receiver).matches()) {
            report(select, "sleep", "wait for a condition (Awaitility), not for a time");
        }
        if (name.equals("exit") && receiver.endsWith("System") && !path.endsWith(MAIN)) {
            report(select, "exit", "only Main ends the process");
        }
        checkSkip(select, name);
    }

    private void checkSkip(Tree call, String name) {
        if (test && (name.startsWith("assume") || name.equals("assumingThat"))) {
            report(call, "skip", "a test runs or is deleted; a missing peer is a failure");
        }
    }

    /// The columns of a record, or of an enum's table of constants.
    private boolean isTableConstructor(MethodTree method) {
        return inTable && method.getReturnType() == null;
    }

    /// Whoever overrides has not chosen the parameters.
    private static boolean overrides(MethodTree method) {
        return annotated(method, "Override");
    }

    /// A parameterized test's parameters are the columns of its table.
    private static boolean annotated(MethodTree method, String name) {
        return method.getModifiers().getAnnotations().stream()
                .anyMatch(
                        annotation -> annotation.getAnnotationType().toString().equals(name));
    }

    private long line(long position) {
        return unit.getLineMap().getLineNumber(position);
    }

    private void report(Tree at, String rule, String message) {
        found.add(new Violation(path + ":" + line(positions.getStartPosition(unit, at)), rule, message));
    }
}
