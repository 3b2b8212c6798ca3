package io.polymeter.lab.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Top-level types as the compiled classes tell of them: how many a package holds, how they are named, and which are
/// public although no other package uses them.
final class TypeRules {

    static final int MOST_IN_A_PACKAGE = 45;

    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)[;<]");

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern QUALIFIED = Pattern.compile("\\bio(?:\\.[a-z]\\w*)+\\.[A-Z]\\w*");

    private final Map<String, ClassModel> types = new TreeMap<>();
    private final Map<String, Set<String>> users = new TreeMap<>();

    /// @param product the classes that are shipped
    /// @param others whose uses count too, e.g. tests
    /// @param sources whose uses count although nobody may have compiled them
    TypeRules(List<Path> product, List<Path> others, List<Path> sources) {
        for (Path file : product) {
            ClassModel model = parse(file);
            String name = model.thisClass().asInternalName();
            if (isTopLevel(name)) {
                types.put(name, model);
            }
            note(model);
        }
        others.forEach(file -> note(parse(file)));
        sources.forEach(file -> note(Checkout.read(file)));
    }

    List<String> publicWithoutNeed() {
        List<String> found = new ArrayList<>();
        types.forEach((name, model) -> {
            boolean used = users.getOrDefault(name, Set.of()).stream().anyMatch(user -> !user.equals(packageOf(name)));
            if (model.flags().has(AccessFlag.PUBLIC) && !used && !isProgram(model) && !isService(model)) {
                found.add(name.replace('/', '.') + " is public and only its own package uses it");
            }
        });
        return found;
    }

    List<String> crowdedPackages() {
        Map<String, Integer> counts = new TreeMap<>();
        types.keySet().forEach(name -> counts.merge(packageOf(name), 1, Integer::sum));
        List<String> found = new ArrayList<>();
        counts.forEach((name, count) -> {
            if (count > MOST_IN_A_PACKAGE) {
                found.add(name + " holds " + count + " types; at most " + MOST_IN_A_PACKAGE);
            }
        });
        return found;
    }

    List<String> sharedNames() {
        Map<String, Set<String>> places = new TreeMap<>();
        types.keySet()
                .forEach(name -> places.computeIfAbsent(simpleName(name), _ -> new TreeSet<>())
                        .add(packageOf(name)));
        List<String> found = new ArrayList<>();
        places.forEach((name, packages) -> {
            if (packages.size() > 1) {
                found.add(name);
            }
        });
        return found;
    }

    /// How many of a hundred top-level types are public.
    double publicShare() {
        long open = types.values().stream()
                .filter(model -> model.flags().has(AccessFlag.PUBLIC))
                .count();
        return 100.0 * open / types.size();
    }

    private void note(ClassModel model) {
        String user = packageOf(model.thisClass().asInternalName());
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type when !type.asInternalName().startsWith("[") -> use(type.asInternalName(), user);
                case Utf8Entry text -> {
                    Matcher matcher = IN_DESCRIPTOR.matcher(text.stringValue());
                    while (matcher.find()) {
                        use(matcher.group(1), user);
                    }
                }
                default -> {}
            }
        }
    }

    /// Takes the types that a source names with their package, as its imports do.
    private void note(String source) {
        Matcher own = PACKAGE.matcher(source);
        String user = own.find() ? own.group(1) : "";
        Matcher named = QUALIFIED.matcher(source);
        while (named.find()) {
            use(named.group().replace('.', '/'), user);
        }
    }

    private void use(String name, String user) {
        int nested = name.indexOf('$');
        users.computeIfAbsent(nested < 0 ? name : name.substring(0, nested), _ -> new TreeSet<>())
                .add(user);
    }

    private static boolean isTopLevel(String name) {
        return name.indexOf('$') < 0 && !name.endsWith("package-info");
    }

    /// What Java itself makes by name has to be public.
    private static boolean isService(ClassModel model) {
        return model.superclass()
                .map(parent -> parent.asInternalName())
                .orElse("")
                .matches("java/.*/spi/\\w+");
    }

    private static boolean isProgram(ClassModel model) {
        return model.methods().stream()
                .anyMatch(method -> method.methodName().equalsString("main")
                        && method.methodType().equalsString("([Ljava/lang/String;)V"));
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/'))).replace('/', '.');
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
