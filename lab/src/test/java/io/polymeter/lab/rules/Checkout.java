package io.polymeter.lab.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The checked-out repository that these tests run in.
record Checkout(Path root) {
    /// The modules that are shipped; their classes are bound by the tables of ARCHITECTURE.md.
    static final List<String> PRODUCT_MODULES = List.of("modbus", "core", "app");

    /// Those that a machine without the fleet's jars leaves out.
    private static final List<String> FLEET_MODULES = List.of("fleet", "fleet/front");

    private static final Set<String> NOT_OURS =
            Set.of(".git", ".idea", ".vscode", "target", "node_modules", "state", "build", ".m2");

    /// Finds the root above the module in which Maven started the tests.
    static Checkout here() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("mvnw"))) {
                return new Checkout(at);
            }
        }
        throw new IllegalStateException("no mvnw in or above " + Path.of("").toAbsolutePath());
    }

    String read(String path) {
        return read(root.resolve(path));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /// The path of a file as a reader of a failure wants to see it.
    String show(Path file) {
        return root.relativize(file).toString();
    }

    /// All source and text files, without what is built, fetched or generated.
    List<Path> files() {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile)
                    .filter(this::isOurs)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }

    List<Path> javaFiles() {
        return files().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    /// The compiled production classes of the shipped modules.
    List<Path> productClasses() {
        return Stream.concat(PRODUCT_MODULES.stream(), hasFleet() ? FLEET_MODULES.stream() : Stream.of())
                .flatMap(module -> classes(root.resolve(module).resolve("target/classes")))
                .toList();
    }

    /// The tests of all modules, and the lab.
    List<Path> testClasses() {
        return Stream.concat(
                        PRODUCT_MODULES.stream().map(module -> module + "/target/test-classes"),
                        Stream.of("lab/target/classes", "lab/target/test-classes"))
                .map(root::resolve)
                .filter(Files::isDirectory)
                .flatMap(Checkout::classes)
                .toList();
    }

    List<Path> moduleClasses(String module) {
        return classes(root.resolve(module).resolve("target/classes")).toList();
    }

    /// What the fleet and its tests are made of, compiled or not.
    List<Path> fleetSources() {
        Path fleet = root.resolve("fleet");
        return javaFiles().stream().filter(file -> file.startsWith(fleet)).toList();
    }

    private boolean hasFleet() {
        return FLEET_MODULES.stream()
                .allMatch(module -> Files.isDirectory(root.resolve(module).resolve("target/classes")));
    }

    /// The rules of ARCHITECTURE.md for what is compiled here: without what the fleet alone has, where it was left out.
    String architecture() {
        String text = read("ARCHITECTURE.md");
        return hasFleet()
                ? text
                : text.lines()
                        .filter(line ->
                                !line.startsWith("| `fleet") && !line.matches("\\|.*\\|(,? fleet\\.[a-z.*]+)+ \\|"))
                        .collect(Collectors.joining("\n"));
    }

    private static Stream<Path> classes(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> path.toString().endsWith(".class")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException("nothing compiled in " + directory, e);
        }
    }

    private boolean isOurs(Path file) {
        for (Path part : root.relativize(file)) {
            if (NOT_OURS.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }
}
