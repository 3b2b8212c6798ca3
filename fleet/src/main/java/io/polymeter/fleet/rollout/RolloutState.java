package io.polymeter.fleet.rollout;

import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;
import java.util.ArrayList;
import java.util.List;

/// How far a roll-out has come.
///
/// @param wave 0 is one site, 1 a hundredth of them, 2 a tenth, 3 all
/// @param first the site of the first wave, empty before it
/// @param reason why it is as it is, in words
/// @param failures sites that failed and what they said, at most [#MAX_FAILURES]
public record RolloutState(
        Phase phase, int wave, String first, Progress progress, String reason, List<String> failures) {

    static final int MAX_FAILURES = 20;
    static final int LAST_WAVE = 3;

    /// Nothing has happened yet.
    public static final RolloutState BEGUN = new RolloutState(Phase.RUNNING, 0, "", Progress.NONE, "", List.of());

    /// Where it stands.
    public enum Phase {
        RUNNING,
        PAUSED,
        /// For good: too many failed, or somebody wanted it.
        STOPPED,
        DONE
    }

    /// How many sites of the present wave have come how far.
    ///
    /// @param targets sites of all waves
    /// @param wave sites of the waves so far
    /// @param kept run it, and have for five minutes
    /// @param trying were told, and have not decided
    /// @param failed refused it, went back, or did not answer
    /// @param away are not connected and were not told
    public record Progress(int targets, int wave, int kept, int trying, int failed, int away) {
        static final Progress NONE = new Progress(0, 0, 0, 0, 0, 0);
    }

    public RolloutState {
        failures = List.copyOf(failures);
    }

    RolloutState as(Phase other, String why) {
        return new RolloutState(other, wave, first, progress, why, failures);
    }

    /// Whether nothing more follows.
    public boolean isOver() {
        return phase == Phase.STOPPED || phase == Phase.DONE;
    }

    /// The record of the topic.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(128);
        out.text(phase.name()).number(wave).text(first);
        out.number(progress.targets())
                .number(progress.wave())
                .number(progress.kept())
                .number(progress.trying())
                .number(progress.failed())
                .number(progress.away());
        out.text(reason).number(failures.size());
        failures.forEach(out::text);
        return out.bytes();
    }

    private static Phase word(RecordReader in) {
        String word = in.text();
        for (Phase each : Phase.values()) {
            if (each.name().equals(word)) {
                return each;
            }
        }
        throw new MalformedRecordException("no phase is called " + word);
    }

    /// Reads the record of the topic.
    public static RolloutState of(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        Phase phase = word(in);
        int wave = in.count(LAST_WAVE);
        String first = in.text();
        Progress progress = new Progress(
                (int) in.number(), (int) in.number(), (int) in.number(), (int) in.number(), (int) in.number(), (int)
                        in.number());
        String reason = in.text();
        List<String> failures = new ArrayList<>();
        for (int i = in.count(MAX_FAILURES); i > 0; i--) {
            failures.add(in.text());
        }
        return new RolloutState(phase, wave, first, progress, reason, failures);
    }
}
