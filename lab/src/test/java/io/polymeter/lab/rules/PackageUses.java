package io.polymeter.lab.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which package uses which, as the compiled classes tell: imports that the compiler dropped do not count, uses
/// without an import do.
record PackageUses(Map<String, Set<String>> uses) {
    /// A class inside a descriptor, a generic signature or an annotation: `Lorg/slf4j/Logger;`.
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([\\w$]+(?:/[\\w$]+)+)[;<]");

    private static final Pattern DESCRIPTOR = Pattern.compile("[\\w$/;:<>()\\[*+.\\-]+");

    static PackageUses of(List<Path> classFiles) {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (Path file : classFiles) {
            add(uses, parse(file));
        }
        return new PackageUses(uses);
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void add(Map<String, Set<String>> uses, ClassModel model) {
        String self = packageOf(model.thisClass().asInternalName());
        Set<String> used = uses.computeIfAbsent(self, _ -> new TreeSet<>());
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addInternalName(used, type.asInternalName());
                case Utf8Entry text -> addDescriptor(used, text.stringValue());
                default -> {}
            }
        }
        used.remove(self);
    }

    private static void addInternalName(Set<String> used, String name) {
        if (name.startsWith("[")) {
            addDescriptor(used, name);
        } else if (name.indexOf('/') > 0) {
            used.add(packageOf(name));
        }
    }

    private static void addDescriptor(Set<String> used, String text) {
        if (!DESCRIPTOR.matcher(text).matches()) {
            return;
        }
        Matcher matcher = IN_DESCRIPTOR.matcher(text);
        while (matcher.find()) {
            used.add(packageOf(matcher.group(1)));
        }
    }

    private static String packageOf(String internalName) {
        int slash = internalName.lastIndexOf('/');
        return slash < 0 ? "" : internalName.substring(0, slash).replace('/', '.');
    }
}
