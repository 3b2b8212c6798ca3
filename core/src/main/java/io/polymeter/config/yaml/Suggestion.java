package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Finds what a mistyped word was probably meant to be.
public final class Suggestion {

    private static final int LONGEST = 80;

    private Suggestion() {}

    /// `did you mean 'poll'?`, where a known word is near enough to be meant.
    public static Optional<Message> of(String word, Collection<String> known) {
        return nearest(word, known).map(best -> Message.of("did-you-mean", "did you mean '{hint}'?", best));
    }

    /// The same as the end of a sentence: `; did you mean 'poll'?`, or nothing.
    public static Object ending(String word, Collection<String> known) {
        return of(word, known)
                .<Object>map(meant -> Message.of("and-meant", "; {meant}", meant))
                .orElse("");
    }

    /// The nearest known word, at most a third of its letters away.
    public static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(word);
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(plain, plain(candidate));
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        if (best == null || least >= plain.length()) {
            return Optional.empty();
        }
        int allowed = Math.max(1, Math.max(plain.length(), best.length()) / 3);
        return least > allowed ? Optional.empty() : Optional.of(best);
    }

    /// The Damerau-Levenshtein distance in its optimal string alignment form: letters inserted, deleted, replaced,
    /// and neighbours swapped.
    public static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + cost);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }

    /// Case and the choice of separator are never what was meant by a different word.
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }
}
