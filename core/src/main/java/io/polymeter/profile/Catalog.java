package io.polymeter.profile;

import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The known devices: those built in, by id, and a user's own, by file. A profile is read when it is first asked
/// for. Safe for use by several threads.
public final class Catalog {

    private static final String ROOT = "/profiles/";
    private static final String AUTO = "sunspec/auto.yaml";
    private static final Catalog BUILT_IN = new Catalog(index());

    /// Resource by id.
    private final Map<String, String> resources;

    private final Map<String, Profile> read = new ConcurrentHashMap<>();

    private Catalog(Map<String, String> resources) {
        this.resources = resources;
    }

    /// The devices that Polymeter comes with.
    public static Catalog builtIn() {
        return BUILT_IN;
    }

    /// The ids of the built-in profiles, sorted.
    public SortedSet<String> ids() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(resources.keySet()));
    }

    /// A built-in profile by id.
    public Optional<Profile> find(String id) {
        String resource = resources.get(id);
        return resource == null ? Optional.empty() : Optional.of(read.computeIfAbsent(id, _ -> load(resource)));
    }

    /// The device that is not known yet: a SunSpec chain is looked for, and any register may be there.
    public Profile auto() {
        return read.computeIfAbsent(AUTO, _ -> load(ROOT + AUTO));
    }

    /// The devices that tell what they are by other means than a SunSpec chain.
    public List<Profile> probed() {
        return ids().stream()
                .map(id -> find(id).orElseThrow())
                .filter(profile -> !profile.probes().isEmpty())
                .toList();
    }

    /// What a configuration means by `profile: REFERENCE`: the id of a built-in profile, or a file where it has a
    /// slash or ends in `.yaml` or `.yml`.
    ///
    /// @param reference as it stands in the configuration
    /// @param directory what a relative path counts from
    /// @param problems where errors go: at `path` what is wrong with the reference, and all errors of the file
    /// @param path the key of the reference, e.g. `meters.grid.profile`
    /// @return null where there is an error
    public @Nullable Profile resolve(String reference, Path directory, Problems problems, String path) {
        if (isFile(reference)) {
            return own(reference, directory, problems, path);
        }
        Profile known = find(reference).orElse(null);
        if (known == null) {
            String hint = Suggestion.of(reference, resources.keySet())
                    .orElse("known are " + String.join(", ", ids()) + ", and files such as ./own.yaml");
            problems.error(path, "there is no profile '" + reference + "'; " + hint);
        }
        return known;
    }

    private @Nullable Profile own(String reference, Path directory, Problems problems, String path) {
        Path file;
        try {
            file = directory.resolve(reference).normalize();
        } catch (InvalidPathException bad) {
            problems.error(path, "'" + reference + "' is not a path: " + bad.getReason());
            return null;
        }
        Problems found = new Problems(file.toString());
        Profile profile = ProfileLoader.read(file, found);
        if (profile != null && resources.containsKey(profile.id())) {
            found.error("id", "'" + profile.id() + "' is the id of a built-in profile; choose another");
        }
        problems.addAll(found);
        if (found.hasErrors()) {
            problems.error(path, "the profile " + reference + " has errors");
            return null;
        }
        return profile;
    }

    /// True where a reference is a file of the user's own, not an id.
    public static boolean isFile(String reference) {
        return reference.contains("/") || reference.endsWith(".yaml") || reference.endsWith(".yml");
    }

    private static Profile load(String resource) {
        Problems problems = new Problems(resource);
        Profile profile = ProfileLoader.parse(bytes(resource), problems);
        if (profile == null) {
            throw new IllegalStateException(problems.sorted().toString());
        }
        return profile;
    }

    /// One line for each profile, `ID FILE`: nothing is searched for at start-up, and a jar needs no directory
    /// listing.
    private static Map<String, String> index() {
        Map<String, String> resources = new TreeMap<>();
        new String(bytes(ROOT + "index"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.strip().split(" +", 2))
                .forEach(words -> resources.put(words[0], ROOT + words[1]));
        return resources;
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = Catalog.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its file " + resource);
            }
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
