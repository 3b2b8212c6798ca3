package io.polymeter.link.sparkplug;

import io.polymeter.trust.SafeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an edge node must know after a restart; whole on the disk at any moment.
final class NodeStateFile {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.sparkplug");

    /// More gaps are told as one.
    static final int MAX_GAPS = 32;

    private final Path file;
    private State state;

    /// What is known.
    ///
    /// @param bdSeq of the latest connection, -1 before the first
    /// @param sent everything up to this moment was sent, milliseconds since 1970; -1 where nothing ever was
    /// @param gaps what was not sent before, and should be
    record State(int bdSeq, long sent, List<TimeRange> gaps) {

        static final State NONE = new State(-1, -1, List.of());

        State {
            gaps = List.copyOf(gaps);
        }
    }

    /// @param file in a directory of its own
    NodeStateFile(Path file) {
        this.file = file;
        this.state = load(file);
    }

    State state() {
        return state;
    }

    /// The number of the next connection: one more than of that before, after 255 comes 0.
    ///
    /// @throws IOException where it cannot be stored: then there must be no connection
    int nextBdSeq() throws IOException {
        int next = (state.bdSeq() + 1) & 0xff;
        store(new State(next, state.sent(), state.gaps()));
        return next;
    }

    /// Stores what was sent.
    void sent(long until, List<TimeRange> gaps) throws IOException {
        State next = new State(state.bdSeq(), until, bounded(gaps));
        if (!next.equals(state)) {
            store(next);
        }
    }

    private static List<TimeRange> bounded(List<TimeRange> gaps) {
        if (gaps.size() <= MAX_GAPS) {
            return gaps;
        }
        List<TimeRange> few = new ArrayList<>(gaps.subList(gaps.size() - MAX_GAPS + 1, gaps.size()));
        few.addFirst(new TimeRange(
                gaps.getFirst().from(), gaps.get(gaps.size() - MAX_GAPS).to()));
        return few;
    }

    private void store(State next) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        StringBuilder text = new StringBuilder("bdSeq " + next.bdSeq() + "\nsent " + next.sent() + "\n");
        next.gaps()
                .forEach(gap -> text.append("gap ")
                        .append(gap.from())
                        .append(' ')
                        .append(gap.to())
                        .append('\n'));
        SafeFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8), "rw-------");
        state = next;
    }

    /// One that cannot be read is as good as none: the next birth tells the host all it needs.
    private static State load(Path file) {
        try {
            State state = State.NONE;
            for (String line : Files.readAllLines(file)) {
                state = with(state, line.split(" ", -1));
            }
            return state;
        } catch (NoSuchFileException _) {
            return State.NONE;
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read, and is begun anew", file);
            LOG.debug("{}", file, e);
            return State.NONE;
        }
    }

    private static State with(State state, String[] words) {
        long first = Long.parseLong(words[1]);
        return switch (words[0]) {
            case "bdSeq" -> new State(Math.clamp(first, -1, 255), state.sent(), state.gaps());
            case "sent" -> new State(state.bdSeq(), Math.max(-1, first), state.gaps());
            case "gap" -> {
                List<TimeRange> gaps = new ArrayList<>(state.gaps());
                gaps.add(new TimeRange(first, Long.parseLong(words[2])));
                yield new State(state.bdSeq(), state.sent(), gaps);
            }
            default -> throw new IllegalArgumentException("'" + words[0] + "' means nothing");
        };
    }
}
