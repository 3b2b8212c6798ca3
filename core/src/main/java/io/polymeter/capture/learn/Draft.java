package io.polymeter.capture.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A profile file that is being written. What is less certain than 0.9 is a comment in it.
final class Draft {

    private static final double SURE = 0.9;
    private static final int LONGEST_TEXT = 32;

    private final String source;
    private final int unit;
    private final StringBuilder notes = new StringBuilder();
    private final TreeMap<Double, String> groups = new TreeMap<>();
    private final TreeSet<Integer> functions = new TreeSet<>();
    private final Map<String, String> spans = new TreeMap<>();
    private final Map<String, String> rows = new TreeMap<>();
    private boolean sure;
    private int longest = 1;

    Draft(String source, int unit) {
        this.source = source;
        this.unit = unit;
    }

    /// A read that was never answered with registers.
    void never(SpanSamples samples) {
        notes.append("# function ")
                .append(words(samples))
                .append(": never answered with registers, ")
                .append(samples.refusals())
                .append(" refusals\n");
    }

    private static String words(SpanSamples samples) {
        return samples.span().function() + ", " + samples.span().quantity() + " registers from "
                + samples.span().address();
    }

    /// A read, and which of its registers no other read has.
    void span(SpanSamples samples, Set<Integer> own) {
        functions.add(samples.span().function());
        longest = Math.max(longest, samples.span().quantity());
        double cadence = samples.cadence();
        String pace = Double.isNaN(cadence)
                ? "once"
                : String.format(Locale.ROOT, "every %.2f s, jitter %.2f", cadence, samples.jitter());
        String evidence = "  # evidence: function " + words(samples) + ", " + pace + "; " + samples.count()
                + " answers, " + samples.refusals() + " refusals, " + samples.missing() + " without an answer\n";
        String group = group(cadence);
        boolean first = true;
        for (int[] run : runs(own)) {
            String line = String.format(
                    Locale.ROOT,
                    "  - { at: %d, count: %d, group: %s, function: %d }%n",
                    run[0],
                    run[1] - run[0] + 1,
                    group,
                    samples.span().function());
            spans.put(key(run[0], samples.span().function()), (first ? evidence : "") + line);
            first = false;
        }
    }

    private String group(double cadence) {
        double every =
                Double.isNaN(cadence) ? 3600 : cadence < 1 ? Math.max(0.1, round(cadence, 10)) : Math.rint(cadence);
        return groups.computeIfAbsent(every, each -> Double.isNaN(cadence) ? "identity" : "every-" + duration(each));
    }

    private static double round(double value, double parts) {
        return Math.rint(value * parts) / parts;
    }

    private static String duration(double seconds) {
        return seconds >= 1 ? (long) seconds + "s" : Math.round(seconds * 1000) + "ms";
    }

    static List<int[]> runs(Set<Integer> addresses) {
        List<int[]> runs = new ArrayList<>();
        for (int address : new TreeSet<>(addresses)) {
            if (!runs.isEmpty() && runs.getLast()[1] == address - 1) {
                runs.getLast()[1] = address;
            } else {
                runs.add(new int[] {address, address});
            }
        }
        return runs;
    }

    private static String key(int address, int function) {
        return String.format(Locale.ROOT, "%d.%05d", function, address);
    }

    /// A row of registers that change.
    void row(SpanSamples.Span span, Candidate found, RegisterCorrelation.@Nullable Match match) {
        StringBuilder row = new StringBuilder(
                "{ at: " + found.address() + ", function: " + span.function() + ", as: " + found.as());
        if (found.width() > 1 && found.lowFirst()) {
            row.append(", word-order: low-first");
        }
        String name = ", name: R" + found.address() + " }";
        String evidence =
                String.format(Locale.ROOT, "  # evidence: %s; confidence %.2f%n", found.evidence(), found.confidence());
        boolean known = found.confidence() >= SURE;
        if (match == null) {
            rows.put(key(found.address(), span.function()), evidence + line(known, row + name));
        } else {
            String meant = row + meaning(match) + name;
            boolean certain = known && match.confidence() >= SURE;
            evidence += String.format(
                    Locale.ROOT,
                    "  # evidence: %s: %s; confidence %.2f%n",
                    match.point(),
                    match.evidence(),
                    match.confidence());
            String plain = certain || !known ? "" : line(true, row + name);
            rows.put(key(found.address(), span.function()), evidence + line(certain, meant) + plain);
            known |= certain;
        }
        sure |= known;
    }

    private static String meaning(RegisterCorrelation.Match match) {
        String scale = match.scale() == 1
                ? ""
                : ", scale: "
                        + new java.math.BigDecimal(String.format(Locale.ROOT, "%.0e", match.scale())).toPlainString();
        return scale + ", point: " + match.point() + (match.negated() ? ", part: negated" : "");
    }

    private static String line(boolean certain, String row) {
        return (certain ? "  - " : "  # - ") + row + "\n";
    }

    /// Registers that never changed: texts, and numbers.
    void constants(SpanSamples samples, Set<Integer> constant) {
        for (int[] run : runs(constant)) {
            int at = run[0];
            while (at <= run[1]) {
                String text = text(samples, at, run[1]);
                int length = Math.min(LONGEST_TEXT, text.length() / 2);
                boolean written =
                        text.codePoints().filter(Character::isLetterOrDigit).count() >= 4;
                String key = key(at, samples.span().function());
                if (written) {
                    String row = "{ at: " + at + ", function: " + samples.span().function() + ", as: string, count: "
                            + length + ", name: T" + at + " }";
                    rows.put(
                            key,
                            "  # evidence: always \"" + shown(text, 2 * length) + "\"; confidence 0.80\n"
                                    + line(false, row));
                    at += length;
                } else {
                    int word = samples.column(at)[0];
                    if (word != 0 && word != 0xffff) {
                        rows.put(key, String.format(Locale.ROOT, "  # %d: always %04x%n", at, word));
                    }
                    at++;
                }
            }
        }
    }

    private static String text(SpanSamples samples, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int at = from; at <= to && at < from + LONGEST_TEXT; at++) {
            int word = samples.column(at)[0];
            int high = word >>> 8;
            int low = word & 0xff;
            if (high < 32 || high > 126 || low != 0 && (low < 32 || low > 126)) {
                break;
            }
            text.append((char) high).append((char) low);
        }
        return text.toString();
    }

    private static String shown(String text, int length) {
        return text.substring(0, length).replace("\0", "").replace("\\", "/").replace("\"", "'");
    }

    String yaml() {
        StringBuilder text = new StringBuilder(4096);
        text.append(
                "# Learned from traffic; a draft. Rows that are not certain are commented out: judge them first.\n");
        text.append(notes);
        text.append("id: learned\ntitle: Learned device\nsource: \"")
                .append(source.replace("\\", "/").replace("\"", "'"))
                .append("\"\n\nmodbus: { unit: ")
                .append(unit)
                .append(", functions: ")
                .append(new TreeSet<>(functions))
                .append(", max-read: ")
                .append(longest)
                .append(" }\n\ngroups:\n");
        groups.forEach((every, name) -> text.append("  ")
                .append(name)
                .append(": { ")
                .append(
                        name.equals("identity")
                                ? ""
                                : "fresh-for: " + duration(Math.max(5, Math.ceil(5 * every))) + ", ")
                .append("every: ")
                .append(duration(every))
                .append(" }\n"));
        text.append("\nspans:\n");
        spans.values().forEach(text::append);
        text.append(sure ? "\nregisters:\n" : "\nregisters: []\n");
        rows.values().forEach(text::append);
        return text.toString();
    }
}
