package io.polymeter.lab.rules;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Every package of a module has one `package-info.java` with `@NullMarked` and a sentence about the package, in
/// the main or in the test sources.
final class PackageInfoRule {
    private static final String FILE = "package-info.java";

    private static final Pattern MARKED = Pattern.compile("(?m)^@NullMarked$");

    private static final Pattern DESCRIBED = Pattern.compile("(?m)^/// \\S+");

    private PackageInfoRule() {}

    /// @param sources the text of each Java file by its path below the root, such as `core/src/main/java/…`
    static List<Violation> check(Map<String, String> sources) {
        Map<String, String> informed = new TreeMap<>();
        sources.forEach((path, text) -> {
            if (path.endsWith("/" + FILE)) {
                informed.put(packageOf(path), text);
            }
        });
        return packages(sources.keySet()).stream()
                .map(name -> check(name, informed.get(name)))
                .filter(Objects::nonNull)
                .toList();
    }

    private static @Nullable Violation check(String name, @Nullable String info) {
        if (info == null) {
            return new Violation(name, "package-info", "has no " + FILE);
        }
        if (!MARKED.matcher(info).find()) {
            return new Violation(name, "package-info", "is not @NullMarked");
        }
        if (!DESCRIBED.matcher(info).find()) {
            return new Violation(name, "package-info", "says nothing about the package (/// …)");
        }
        return null;
    }

    private static Collection<String> packages(Collection<String> paths) {
        TreeSet<String> packages = new TreeSet<>();
        paths.forEach(path -> packages.add(packageOf(path)));
        return packages;
    }

    /// `core/src/test/java/io/polymeter/view/MirrorTest.java` is in `core: io/polymeter/view`, like the main
    /// sources.
    private static String packageOf(String path) {
        String directory = path.substring(0, path.lastIndexOf('/'));
        return directory.replaceFirst("/src/\\w+/java/", ": ");
    }
}
