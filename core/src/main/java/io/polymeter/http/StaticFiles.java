package io.polymeter.http;

import io.polymeter.message.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The files of the page, from the class path. Each is read and compressed when it is first asked for; there are
/// only so many, so nothing is ever forgotten.
public final class StaticFiles {

    private static final String ROOT = "/ui/";

    /// How a page, a script or a style sheet refers to a file.
    private static final Pattern REFERENCE = Pattern.compile(
            "(?:(?:href|src)=\"|\\bfrom '|\\bimport\\(?\\s*'|\\burl\\(['\"]?)([A-Za-z0-9_./:-]+\\.[a-z0-9]+)['\")]");

    /// By ending, also what is worth compressing.
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Map<String, StaticFile> known = new ConcurrentHashMap<>();
    private final String first;
    private final Set<String> allowed;

    /// All files of the page.
    public StaticFiles() {
        this("index.html", Set.of());
    }

    private StaticFiles(String first, Set<String> allowed) {
        this.first = first;
        this.allowed = allowed;
    }

    /// One page alone, with all files that it refers to: itself, and by what it refers to.
    ///
    /// @param first the file that is shown at `/`
    /// @throws IOException where a file that is referred to does not exist
    public static StaticFiles only(String first) throws IOException {
        return new StaticFiles(first, reached(first));
    }

    /// A page and the files that it needs, by name.
    ///
    /// @throws IOException where one of them does not exist
    public static Set<String> reached(String first) throws IOException {
        Set<String> reached = new TreeSet<>(Set.of(first));
        Deque<String> open = new ArrayDeque<>(reached);
        for (String name = open.poll(); name != null; name = open.poll()) {
            if (!name.matches(".*\\.(html|m?js|css)")) {
                continue;
            }
            Path folder = Objects.requireNonNull(Path.of("/" + name).getParent());
            Matcher reference = REFERENCE.matcher(text(name));
            while (reference.find()) {
                String to = reference.group(1);
                String file = folder.resolve(to).normalize().toString().substring(1);
                if (!to.contains(":") && reached.add(file)) {
                    open.add(file);
                }
            }
        }
        return reached;
    }

    private static String text(String name) throws IOException {
        try (InputStream in = StaticFiles.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IOException("the page refers to " + name + ", which is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // sent as they are
    private record StaticFile(String type, byte[] bytes, byte @Nullable [] compressed, String tag) {}

    /// @param segments of the path, decoded, with an empty one before the first slash
    WebReply answer(List<String> segments, WebRequest call) throws HttpError, IOException {
        String name = String.join("/", segments.subList(1, segments.size()));
        StaticFile file = find(name.isEmpty() ? first : name)
                .filter(_ -> name.isEmpty() || allowed.isEmpty() || allowed.contains(name))
                .orElseThrow(() -> HttpError.notFound(Message.of("there-no-such-page", "there is no such page")));
        boolean compress = file.compressed() != null
                && call.header("accept-encoding")
                        .orElse("")
                        .toLowerCase(java.util.Locale.ROOT)
                        .matches(".*\\bgzip\\b.*")
                && !call.header("accept-encoding").orElse("").matches(".*gzip *; *q=0(\\.0*)?( *,.*|$)");
        String tag = "\"" + file.tag() + (compress ? "-gzip" : "") + "\"";
        WebReply reply = compress && file.compressed() != null
                ? WebReply.bytes(file.type(), file.compressed()).with("Content-Encoding", "gzip")
                : WebReply.bytes(file.type(), file.bytes());
        reply = reply.with("ETag", tag).with("Cache-Control", "no-cache").with("Vary", "Accept-Encoding");
        boolean same = call.header("if-none-match").orElse("").contains(tag);
        return same ? new WebReply(304, "", reply.headers(), new WebReply.Body.Whole(new byte[0])) : reply;
    }

    private Optional<StaticFile> find(String name) throws IOException {
        if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")) {
            return Optional.empty();
        }
        StaticFile file = known.get(name);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (file == null && type != null) {
            try (InputStream in = StaticFiles.class.getResourceAsStream(ROOT + name)) {
                if (in != null) {
                    file = file(type, in.readAllBytes());
                    known.put(name, file);
                }
            }
        }
        return Optional.ofNullable(file);
    }

    private static StaticFile file(String type, byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        boolean smaller = compressed.size() < bytes.length * 9L / 10;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            String tag = HexFormat.of().formatHex(digest, 0, 8);
            return new StaticFile(type, bytes, smaller ? compressed.toByteArray() : null, tag);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
