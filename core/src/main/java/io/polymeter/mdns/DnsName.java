package io.polymeter.mdns;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A domain name. The instance of a service may have dots and blanks in its first label. Two names are equal where
/// they differ in the case of ASCII letters alone.
///
/// @param labels from the most specific to the root, each 1 to 63 bytes of UTF-8; none is the root
record DnsName(List<String> labels) {

    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;

    /// @throws IllegalArgumentException where a label or the whole is too long
    public DnsName {
        labels = List.copyOf(labels);
        int length = 1;
        for (String label : labels) {
            int bytes = label.getBytes(StandardCharsets.UTF_8).length;
            if (bytes < 1 || bytes > MAX_LABEL) {
                throw new IllegalArgumentException("a label of a domain name has 1 to 63 bytes");
            }
            length += bytes + 1;
        }
        if (length > MAX_NAME) {
            throw new IllegalArgumentException("a domain name has at most 255 bytes");
        }
    }

    /// A name whose labels have no dots, e.g. `_http._tcp.local`.
    public static DnsName of(String text) {
        return new DnsName(
                text.isEmpty() || text.equals(".")
                        ? List.of()
                        : Arrays.asList(text.replaceFirst("\\.$", "").split("\\.", -1)));
    }

    /// The name of an instance of this service.
    ///
    /// @param instance may have dots and blanks
    public DnsName instance(String instance) {
        List<String> all = new ArrayList<>();
        all.add(instance);
        all.addAll(labels);
        return new DnsName(all);
    }

    /// The name without its first label; the root's is the root.
    public DnsName parent() {
        return labels.isEmpty() ? this : new DnsName(labels.subList(1, labels.size()));
    }

    /// The first label; empty for the root.
    public String first() {
        return labels.isEmpty() ? "" : labels.getFirst();
    }

    /// True for a name below another, or the same.
    public boolean isIn(DnsName other) {
        int more = labels.size() - other.labels.size();
        return more >= 0 && new DnsName(labels.subList(more, labels.size())).equals(other);
    }

    private List<String> folded() {
        return labels.stream().map(DnsName::fold).toList();
    }

    /// ASCII alone: what case other letters have is not DNS's to know.
    private static String fold(String label) {
        return label.chars().allMatch(c -> c < 128)
                ? label.toLowerCase(Locale.ROOT)
                : label.codePoints()
                        .map(c -> c >= 'A' && c <= 'Z' ? c + 32 : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DnsName name && folded().equals(name.folded());
    }

    @Override
    public int hashCode() {
        return folded().hashCode();
    }

    /// With dots, those within a label behind a backslash.
    @Override
    public String toString() {
        return labels.stream()
                .map(label -> label.replace("\\", "\\\\").replace(".", "\\."))
                .collect(Collectors.joining("."));
    }
}
