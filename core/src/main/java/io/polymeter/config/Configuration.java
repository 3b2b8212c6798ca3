package io.polymeter.config;

import io.polymeter.config.yaml.Binder;
import io.polymeter.config.yaml.Document;
import io.polymeter.config.yaml.Environment;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// A configuration file that was read: its settings as far as they go, and all that is wrong with it.
///
/// @param file as the user named it
/// @param settings null where the file is no mapping at all. Where `problems` has errors the settings serve
///     further checks alone and are never run
public record Configuration(Path file, @Nullable Settings settings, Problems problems) {

    static final Path HERE = Path.of("polymeter.yaml");
    static final Path SYSTEM = Path.of("/etc/polymeter/polymeter.yaml");
    private static final Path SYSTEM_STATE = Path.of("/var/lib/polymeter");

    /// The keys of a file, in the order in which a person reads them.
    public static final List<String> ORDER =
            List.of("site", "meters", "outputs", "notify", "state", "http", "history", "log");

    /// Reads a file with this process's environment.
    public static Configuration load(Path file, SettingsKinds kinds) {
        return load(file, System::getenv, kinds);
    }

    /// Reads a file. Never throws for what the file is or holds.
    ///
    /// @param environment gives the variable `${NAME}`, or null where it is not set
    public static Configuration load(Path file, Function<String, @Nullable String> environment, SettingsKinds kinds) {
        Problems problems = new Problems(file.toString());
        Node root = Document.read(file, problems);
        return of(file, root, new Terms(environment, kinds), problems);
    }

    /// Reads the text of a file that need not exist, e.g. one that is still being edited.
    public static Configuration parse(
            Path file, byte[] bytes, Function<String, @Nullable String> environment, SettingsKinds kinds) {
        Problems problems = new Problems(file.toString());
        Node root = Document.parse(bytes, problems);
        return of(file, root, new Terms(environment, kinds), problems);
    }

    /// Finds the file to use: the one named, else `polymeter.yaml` in the working directory, else the
    /// installed one.
    ///
    /// @return null where there is none; [#notFound()] then says where it was looked for
    public static @Nullable Path find(@Nullable Path named) {
        if (named != null) {
            return named;
        }
        for (Path place : List.of(HERE, SYSTEM)) {
            if (Files.exists(place)) {
                return place;
            }
        }
        return null;
    }

    /// Where a configuration is written that is not there yet: in the working directory, else where the installed
    /// one is.
    public static Path writable() {
        Path system = SYSTEM.getParent();
        boolean here = Files.isWritable(HERE.toAbsolutePath().getParent());
        return here || system == null || !Files.isWritable(system) ? HERE : SYSTEM;
    }

    /// Says that there is no configuration, and the three places for one.
    public static String notFound() {
        return "no configuration: ./" + HERE + " and " + SYSTEM + " do not exist; use --config FILE";
    }

    /// Checks outputs that were filled in with what their consumers need.
    public void check(Settings filled) {
        SettingsChecks.outputs(filled, problems);
    }

    /// The state directory of a file that does not name one.
    public static Path defaultState(Path file) {
        return file.toAbsolutePath().normalize().equals(SYSTEM)
                ? SYSTEM_STATE
                : directory(file).resolve("state");
    }

    /// The directory that relative paths count from.
    public Path directory() {
        return directory(file);
    }

    /// Whether the settings may be run.
    public boolean valid() {
        return settings != null && !problems.hasErrors();
    }

    private static Path directory(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /// The environment goes first, then what is kept in the state directory.
    private static String variable(String name, Function<String, @Nullable String> environment, SecretFile secrets) {
        String value = environment.apply(name);
        String kept = value == null ? secrets.get(name) : value;
        if (kept == null) {
            throw new InvalidValueException(Message.of(
                    "environment-variable-not-set",
                    "the environment variable {name} is not set, and {path}{open}",
                    name,
                    secrets.path(),
                    secrets.isOpen()
                            ? Message.of(
                                    "not-used-because-others",
                                    " is not used, because others may read it; `chmod 600 {path}`",
                                    secrets.path())
                            : Message.of("does-not", " does not have it")));
        }
        return kept;
    }

    /// Secrets are needed before the settings that name their place are bound.
    private static Path state(Path file, Node root, Function<String, @Nullable String> environment) {
        if (root instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("state")
                        && entry.getValueNode() instanceof ScalarNode value) {
                    try {
                        return directory(file).resolve(Environment.expand(value.getValue(), environment));
                    } catch (IllegalArgumentException _) {
                        // What is wrong with it is told when it is bound.
                    }
                }
            }
        }
        return defaultState(file);
    }

    /// Whoever wrote a profile of his own wants it checked, too.
    private static boolean isProfile(Node root) {
        return root instanceof MappingNode mapping
                && mapping.getValue().stream()
                        .map(NodeTuple::getKeyNode)
                        .anyMatch(key -> key instanceof ScalarNode name
                                && name.getValue().equals("registers"));
    }

    private record Terms(Function<String, @Nullable String> environment, SettingsKinds kinds) {}

    private static Configuration of(Path file, @Nullable Node root, Terms terms, Problems problems) {
        return new Configuration(file, root == null ? null : bind(file, root, terms, problems), problems);
    }

    private static @Nullable Settings bind(Path file, Node root, Terms terms, Problems problems) {
        if (isProfile(root)) {
            problems.error(
                    "",
                    Message.of(
                            "profile-not-configuration-checks",
                            "this is a profile, not a configuration: `polymeter profiles {file}` checks it",
                            file));
            return null;
        }
        SecretFile secrets = SecretFile.in(state(file, root, terms.environment()));
        Binder binder = terms.kinds().binder().environment(name -> variable(name, terms.environment(), secrets));
        Settings settings = binder.in(directory(file)).bind(root, Settings.class, problems);
        if (settings == null) {
            return null;
        }
        if (secrets.isOpen()) {
            problems.warning(
                    "",
                    Message.of(
                            "may-read-by-others",
                            "{path} may be read by others than its owner, so nothing in it is used; renew what others may have read, and `chmod 600 {path2}`",
                            secrets.path(),
                            secrets.path()));
        }
        if (!problems.given("state")) {
            settings = settings.withState(defaultState(file));
        }
        SettingsChecks.check(settings, problems);
        return settings;
    }
}
