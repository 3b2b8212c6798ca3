package io.polymeter.config.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What must be printed nowhere: all that came from the environment, from the file of secrets, or from a key that holds
/// one. Whatever this program says to anybody is cleaned of it, wherever it got there from. Safe for several threads.
public final class Redaction {

    /// Stands for what is not shown.
    public static final String SHOWN = "•••";

    /// Shorter texts are in many others.
    private static final int SHORTEST = 4;
    private static final int MAX = 2_000;

    /// Addresses and numbers alone are no secrets, and without them nobody finds a fault.
    private static final Pattern HARMLESS =
            Pattern.compile("[0-9]{1,6}|[0-9.]{7,15}(:[0-9]{1,5})?|true|false|null|localhost|[0-9]{1,4}(ms|s|m|h|d)");

    /// A word of a language could be any of ours.
    private static final Pattern WORD = Pattern.compile("[a-z]{1,11}");

    private static final Set<String> KNOWN = new LinkedHashSet<>();
    private static volatile List<String> all = List.of();
    private static volatile List<String> unmistakable = List.of();

    private Redaction() {}

    /// This must not be printed from now on.
    static void keep(String text) {
        String plain = text.strip();
        if (plain.length() < SHORTEST || HARMLESS.matcher(plain).matches() || all.contains(plain)) {
            return;
        }
        synchronized (KNOWN) {
            if (KNOWN.size() >= MAX) {
                KNOWN.remove(KNOWN.iterator().next());
            }
            KNOWN.add(plain);
            // The longest first: one may be a part of another.
            List<String> sorted = new ArrayList<>(KNOWN);
            sorted.sort(Comparator.comparingInt(String::length).reversed());
            all = List.copyOf(sorted);
            unmistakable = sorted.stream()
                    .filter(each -> !WORD.matcher(each).matches())
                    .toList();
        }
    }

    /// A text for people without what must not be printed.
    public static String clean(String text) {
        return clean(text, unmistakable);
    }

    /// The same where a secret may be a word, too: for what is said of a configuration.
    static String cleanStrictly(String text) {
        return clean(text, all);
    }

    /// The same of these secrets, which are not empty.
    static String clean(String text, List<String> secrets) {
        String clean = text;
        for (String secret : secrets) {
            for (int at = clean.indexOf(secret); at >= 0; at = clean.indexOf(secret, at + 1)) {
                int end = at + secret.length();
                if (whole(clean, at, end)) {
                    clean = clean.substring(0, at) + SHOWN + clean.substring(end);
                }
            }
        }
        return clean;
    }

    /// Whether it is not merely a part of a longer word.
    private static boolean whole(String text, int from, int end) {
        boolean before = from == 0
                || !Character.isLetterOrDigit(text.charAt(from))
                || !Character.isLetterOrDigit(text.charAt(from - 1));
        boolean after = end == text.length()
                || !Character.isLetterOrDigit(text.charAt(end - 1))
                || !Character.isLetterOrDigit(text.charAt(end));
        return before && after;
    }
}
