package io.polymeter.link;

import io.polymeter.config.yaml.Redaction;
import io.polymeter.message.Message;
import java.util.List;
import java.util.stream.Collectors;

/// Something that a link refuses, misses or tolerates at present, for a person to act on.
///
/// @param field what it is about, e.g. a point, a topic or a run of registers
/// @param said what is wrong, and what to do
/// @param example the latest input it was seen in, cut to a readable length; may be empty
/// @param count how often it was seen
/// @param since when it was seen first, nanoseconds of the monotonic clock
/// @param severity whether somebody should look
public record Trouble(String field, Message said, String example, long count, long since, Severity severity) {

    /// Most characters of an example.
    static final int MAX_EXAMPLE = 120;

    /// So many fields of one cause are named.
    private static final int NAMED = 3;

    /// How bad it is.
    public enum Severity {
        /// Tolerated: everything works.
        NOTE,
        /// Something that was configured or promised does not come.
        WARNING
    }

    public Trouble {
        said = said.cleaned(Redaction::clean);
        example = Redaction.clean(example).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        example = example.length() > MAX_EXAMPLE ? example.substring(0, MAX_EXAMPLE - 1) + "…" : example;
    }

    /// Something that somebody should look at.
    public static Trouble warning(String field, Message said, String example) {
        return new Trouble(field, said, example, 1, 0, Severity.WARNING);
    }

    /// Something that is tolerated.
    public static Trouble note(String field, Message said) {
        return note(field, said, "");
    }

    /// Something that is tolerated, with the latest example.
    public static Trouble note(String field, Message said, String example) {
        return new Trouble(field, said, example, 1, 0, Severity.NOTE);
    }

    /// The fields of several troubles, for people: the first three by name.
    public static String fields(List<Trouble> troubles) {
        String named = troubles.stream().limit(NAMED).map(Trouble::field).collect(Collectors.joining("; "));
        int more = troubles.size() - NAMED;
        return more > 0 ? named + "; and " + more + " more" : named;
    }

    /// What is wrong, in English.
    public String sentence() {
        return said.text();
    }

    /// The same, seen more often.
    public Trouble times(long times) {
        return new Trouble(field, said, example, times, since, severity);
    }
}
