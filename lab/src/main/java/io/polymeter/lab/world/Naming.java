package io.polymeter.lab.world;

import io.polymeter.link.Health;
import io.polymeter.runtime.Polymeter;
import io.polymeter.runtime.Snapshot;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Looks whether what is wrong is told: in the API while it lasts, and in the log once per occurrence.
final class Naming {

    /// A fault that lasts so long shows.
    private static final long LASTING = 13 * Conditions.SECOND;

    /// So long after a standstill what waited meanwhile is out of the way.
    private static final long QUEUES = 6 * Conditions.SECOND;

    /// So many answers show how a meter deviates.
    private static final int ENOUGH = 8;

    /// A sum's counters are right again when its parts have counted on.
    private static final long SETTLING = 900 * Conditions.SECOND;

    private final LogTap.Lines lines;
    private @Nullable Polymeter running;
    private int judged;
    private long stillUntil;

    Naming(LogTap.Lines lines) {
        this.lines = lines;
    }

    /// From now on this is looked at.
    void of(Polymeter polymeter) {
        running = polymeter;
    }

    /// How many occurrences were looked up in log and API.
    int judged() {
        return judged;
    }

    /// The program stands still: what happens meanwhile it cannot tell.
    void standsStill(long until) {
        stillUntil = Math.max(stillUntil, until);
    }

    /// Whether what waited through a standstill may still show in what is counted.
    boolean isUnsettled(long now) {
        return now < stillUntil + SETTLING;
    }

    /// No link says the same twice in a row.
    void check() {
        if (lines.repeated() != null) {
            throw new Violation("said twice in a row: " + lines.repeated());
        }
    }

    /// A fault of a link.
    ///
    /// @param words of what is told of it; null where that depends
    Occurrence occurrence(String link, @Nullable String words) {
        return new Occurrence(link, words == null ? "" : words);
    }

    /// One fault, from its beginning to its end.
    final class Occurrence {

        private final String link;
        private final String words;
        private long begun = -1;
        private long lineCount;
        private long answers;
        private boolean known;
        private boolean sound;

        private Occurrence(String link, String words) {
            this.link = link;
            this.words = words;
        }

        void begin(long now) {
            begun = now;
            lineCount = lines.count();
            answers = now().counters().getOrDefault("answers", 0L);
            known = isTold();
            sound = now().state() == Health.State.UP;
        }

        void end(long now) {
            boolean polled = now().counters().containsKey("answers");
            boolean seen = now().counters().getOrDefault("answers", 0L) - answers >= ENOUGH;
            boolean shows = polled && !words.contains(" ") ? seen : now - begun >= LASTING;
            // What follows another fault, and who is asked again after a minute, cannot be told apart.
            boolean away = now().state() == Health.State.DOWN && !now().reason().contains(words);
            if (words.isEmpty() || !shows || !sound || away || begun < stillUntil + QUEUES) {
                return;
            }
            judged++;
            if (!isTold()) {
                throw new Violation(link + " does not tell of '" + words + "': " + now().state() + ", " + now().reason()
                        + ", " + now().troubles() + " since "
                        + begun / Conditions.MS + " ms, after "
                        + (now().counters().getOrDefault("answers", 0L) - answers) + " answers");
            }
            Map<String, Integer> said = lines.said(lineCount, link, words);
            boolean once = said.values().stream().allMatch(times -> times == 1);
            if (!once || said.isEmpty() && !known) {
                throw new Violation(link + " has told of '" + words + "': " + said);
            }
        }

        private boolean isTold() {
            Snapshot.Link now = now();
            return now.troubles().stream()
                            .anyMatch(trouble -> trouble.field().equals(words)
                                    || trouble.sentence().contains(words))
                    || now.reason().contains(words);
        }

        private Snapshot.Link now() {
            return Objects.requireNonNull(running).snapshot().links().stream()
                    .filter(each -> each.name().equals(link))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
