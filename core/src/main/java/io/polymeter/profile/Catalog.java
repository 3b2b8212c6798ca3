package io.polymeter.profile;

import io.polymeter.config.yaml.Document;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The known devices: those built in, by id, and a user's own, by file. A profile is read when it is first asked
/// for. Safe for use by several threads.
public final class Catalog {

    private static final String ROOT = "/profiles/";
    private static final String BESIDE = "profiles";
    /// So many of a user's own names are suggested.
    private static final int MAX_OWN = 1_000;
    private static final String AUTO = "sunspec/auto.yaml";
    private static final Catalog BUILT_IN = new Catalog(index());

    /// What the index says, by id.
    private final Map<String, Entry> entries;

    private final Map<String, Profile> read = new ConcurrentHashMap<>();

    /// A thousand meters may name one file: it is parsed when its text is another, and they share the profile.
    private final Map<Path, Own> owned = new ConcurrentHashMap<>();

    /// @param text of the file, a character for each byte
    private record Own(String text, Profile profile, Problems found) {}

    private final Map<Mark, List<Probed>> probed = new ConcurrentHashMap<>();

    /// How a device is told from others.
    private enum Mark {
        /// By registers that name it.
        CERTAIN,
        /// By values that make it likely.
        LIKELY,
        /// By nothing.
        NONE,
        /// It has no registers, but documents.
        DOCUMENTS,
        /// Its file must be read to know.
        UNKNOWN;

        private static Mark of(String[] words) {
            return words.length < 3
                    ? UNKNOWN
                    : switch (words[2]) {
                        case "certain" -> CERTAIN;
                        case "likely" -> LIKELY;
                        case "documents" -> DOCUMENTS;
                        default -> NONE;
                    };
        }
    }

    /// @param resource the file
    private record Entry(String resource, Mark mark) {}

    private Catalog(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /// The devices that Polymeter comes with.
    public static Catalog builtIn() {
        return BUILT_IN;
    }

    /// The ids of the built-in profiles, sorted.
    public SortedSet<String> ids() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(entries.keySet()));
    }

    /// A built-in profile by id.
    public Optional<Profile> find(String id) {
        Entry entry = entries.get(id);
        return entry == null ? Optional.empty() : Optional.of(read.computeIfAbsent(id, _ -> load(entry.resource())));
    }

    /// All built-in profiles by id, one after the other; they are not kept.
    public Stream<Profile> all() {
        return entries.entrySet().stream().map(entry -> {
            Profile known = read.get(entry.getKey());
            return known != null ? known : load(entry.getValue().resource());
        });
    }

    /// The device that is not known yet: a SunSpec chain is looked for, and any register may be there.
    public Profile auto() {
        return read.computeIfAbsent(AUTO, _ -> load(ROOT + AUTO));
    }

    /// The devices that tell what they are by other means than a SunSpec chain: by registers that name them, or by
    /// values that make them likely. Read when it is first asked for; the profiles themselves are not kept.
    public List<Probed> probed() {
        return probed.computeIfAbsent(Mark.LIKELY, _ -> probed(Set.of(Mark.CERTAIN, Mark.LIKELY, Mark.UNKNOWN)));
    }

    /// Those of them that have registers which name them.
    public List<Probed> certain() {
        return probed.computeIfAbsent(
                Mark.CERTAIN,
                _ -> probed(Set.of(Mark.CERTAIN, Mark.UNKNOWN)).stream()
                        .filter(Probed::isCertain)
                        .toList());
    }

    /// The devices that tell JSON documents, one after the other; they are not kept.
    public Stream<Profile> documents() {
        return entries.values().stream()
                .filter(entry -> entry.mark() == Mark.DOCUMENTS)
                .map(entry -> load(entry.resource()));
    }

    private List<Probed> probed(Set<Mark> marks) {
        return entries.values().stream()
                .filter(entry -> marks.contains(entry.mark()))
                .map(entry -> load(entry.resource()))
                .filter(profile -> !profile.probes().isEmpty())
                .map(Probed::of)
                .toList();
    }

    /// What a configuration means by `profile: REFERENCE`: a file where it has a slash or ends in `.yaml` or `.yml`;
    /// else the id of a built-in profile, or `profiles/REFERENCE.yaml` of the user's own.
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
        String beside = BESIDE + "/" + reference + ".yaml";
        boolean own = reference.matches(ProfileLoader.ID) && Files.exists(directory.resolve(beside));
        if (own && entries.containsKey(reference)) {
            problems.error(
                    path,
                    Message.of(
                            "name-built-in-profile",
                            "{beside} has the name of a built-in profile; choose another",
                            beside));
            return null;
        }
        if (own) {
            return own(beside, directory, problems, path);
        }
        Profile known = find(reference).orElse(null);
        if (known == null) {
            Message hint = Suggestion.of(reference, named(directory))
                    .orElse(Message.of(
                            "known-are-files",
                            "known are {names}, and files such as ./own.yaml",
                            String.join(", ", ids())));
            problems.error(
                    path, Message.of("there-no-profile", "there is no profile '{reference}'; {hint}", reference, hint));
        }
        return known;
    }

    /// The other halves of a device are built in, or files beside it.
    private void parts(Profile profile, Path directory, Problems problems) {
        Set<String> names = named(directory);
        for (String part : profile.about().parts()) {
            if (!names.contains(part)) {
                Message hint = Suggestion.of(part, names)
                        .orElse(Message.of(
                                "part-is-file", "a part of its own is a file {beside}", BESIDE + "/" + part + ".yaml"));
                problems.error(
                        "parts",
                        Message.of("there-no-profile", "there is no profile '{reference}'; {hint}", part, hint));
            }
        }
    }

    /// All names that a configuration in a directory may use.
    private Set<String> named(Path directory) {
        Set<String> names = new TreeSet<>(entries.keySet());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.resolve(BESIDE), "*.yaml")) {
            for (Path file : files) {
                if (names.size() > entries.size() + MAX_OWN) {
                    break;
                }
                names.add(String.valueOf(file.getFileName()).replaceFirst("\\.yaml$", ""));
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Most users have no profiles of their own.
        }
        return names;
    }

    private @Nullable Profile own(String reference, Path directory, Problems problems, String path) {
        Path file;
        try {
            file = directory.resolve(reference).normalize();
        } catch (InvalidPathException bad) {
            problems.error(
                    path, Message.of("not-path", "'{reference}' is not a path: {reason}", reference, bad.getReason()));
            return null;
        }
        byte[] bytes = bytesOf(file);
        String text = bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
        Own known = owned.get(file);
        if (known != null && known.text().equals(text)) {
            problems.addAll(known.found());
            return known.profile();
        }
        Problems found = new Problems(file.toString());
        Profile profile = bytes == null ? ProfileLoader.read(file, found) : ProfileLoader.parse(bytes, found);
        if (profile != null) {
            parts(profile, directory, found);
        }
        if (profile != null && entries.containsKey(profile.id())) {
            found.error(
                    "id",
                    Message.of("id-built-in", "'{id}' is the id of a built-in profile; choose another", profile.id()));
        }
        problems.addAll(found);
        if (found.hasErrors()) {
            problems.error(path, Message.of("profile-errors", "the profile {reference} has errors", reference));
            return null;
        }
        if (text != null && profile != null) {
            owned.put(file, new Own(text, profile, found));
        }
        return profile;
    }

    /// What a file holds; null where it cannot be read, or is too long for any profile.
    private static byte @Nullable [] bytesOf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] text = in.readNBytes(Document.MAX_SIZE + 1);
            return text.length > Document.MAX_SIZE ? null : text;
        } catch (IOException _) {
            return null;
        }
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

    /// One line for each profile, `ID FILE PROBES`, where the last word is `certain`, `likely` or `none` for registers,
    /// `documents` for a device without: nothing is
    /// searched for at start-up, a jar needs no directory listing, and a search reads no file in vain.
    private static Map<String, Entry> index() {
        Map<String, Entry> entries = new TreeMap<>();
        new String(bytes(ROOT + "index"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.strip().split(" +", 3))
                .forEach(words -> entries.put(words[0], new Entry(ROOT + words[1], Mark.of(words))));
        return entries;
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
