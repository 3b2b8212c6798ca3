package io.polymeter.profile;

import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Makes plain spans and rows of a SunSpec chain that a profile declares: a device whose models stand fast.
///
/// Marker, headers, names and the end mark are identity; of each other model, counters and the rest are groups of
/// their own, so that a reader of the one never waits for the other.
final class ChainReader {

    private static final int COMMON = 1;

    private final ProfileFile.ChainFile chain;
    private final Map<String, Group> groups;
    private final Problems problems;
    private final List<Span> spans = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final Set<Point> said = new HashSet<>();
    private final Set<String> known = new TreeSet<>();

    ChainReader(ProfileFile.ChainFile chain, Map<String, Group> groups, Problems problems) {
        this.chain = chain;
        this.groups = groups;
        this.problems = problems;
    }

    /// What was declared.
    record Chain(List<Span> spans, List<Row> rows) {}

    /// @param base the address of the marker, zero-based
    Chain read(int base) {
        Group identity = group("identity");
        if (identity == null || group("live") == null || group("energy") == null) {
            return new Chain(List.of(), List.of());
        }
        span(new Range(base, 2), identity);
        header("SunS", new Range(base, 2), Encoding.U32, 0x5375_6e53L);
        int address = base + 2;
        for (int i = 0; i < chain.models().size(); i++) {
            int id = chain.models().get(i);
            Optional<SunspecModel> model = SunspecModel.of(id);
            if (model.isEmpty()) {
                problems.error(
                        "sunspec.models[" + i + "]", Message.of("model-not-known", "the model {id} is not known", id));
                continue;
            }
            int length = id == COMMON ? chain.commonLength() : model.get().length();
            span(new Range(address, 2), identity);
            header(id + ".ID", new Range(address, 1), Encoding.U16, id);
            header(id + ".L", new Range(address + 1, 1), Encoding.U16, length);
            model(model.get(), new SunspecModel.Place(address, length, id + "."), id == COMMON);
            address += 2 + length;
        }
        span(new Range(address, 2), identity);
        header("End.ID", new Range(address, 1), Encoding.U16, 0xffff);
        header("End.L", new Range(address + 1, 1), Encoding.U16, 0);
        unknown();
        return new Chain(spans, rows);
    }

    private @Nullable Group group(String name) {
        Group group = groups.get(name);
        if (group == null) {
            problems.error("sunspec", Message.of("chain-needs-group", "the chain needs a group '{name}'", name));
        }
        return group;
    }

    private void model(SunspecModel model, SunspecModel.Place place, boolean common) {
        Group group = groups.get(common ? "identity" : "live");
        for (Row row : model.rows(place, java.util.Objects.requireNonNull(group))) {
            String name = row.name().substring(place.prefix().length());
            known.add(name);
            String fixed = chain.fixed().get(name);
            if (!common) {
                group = next(java.util.Objects.requireNonNull(group), row, name);
            }
            check(row, name, fixed);
            Row own = row.point() == null || said.add(row.point()) ? row : row.withoutPoint();
            rows.add(own.with(java.util.Objects.requireNonNull(group), fixed));
            span(row.range(), java.util.Objects.requireNonNull(group));
        }
    }

    /// A register without a meaning here ages with the one before it. Events are not measured.
    private Group next(Group before, Row row, String name) {
        if (name.startsWith("Ev")) {
            return java.util.Objects.requireNonNull(groups.get("identity"));
        }
        if (row.point() == null) {
            return before.name().equals("identity") ? java.util.Objects.requireNonNull(groups.get("live")) : before;
        }
        Quantity.Kind kind = row.point().quantity().kind();
        return java.util.Objects.requireNonNull(groups.get(kind.name().toLowerCase(java.util.Locale.ROOT)));
    }

    private void check(Row row, String name, @Nullable String fixed) {
        String path = "sunspec.fixed." + name;
        Encoding encoding = row.format().encoding();
        if (encoding == Encoding.SUNSSF && !isFactor(fixed)) {
            problems.error(
                    "sunspec.fixed",
                    Message.of(
                            "scale-factor-needed-whole",
                            "the scale factor {name} is needed: a whole number, -10 to 10, or -2..2",
                            name));
        } else if (fixed != null && !encoding.isText()) {
            if (row.point() != null) {
                problems.error(
                        path,
                        Message.of("measured-cannot-fixed", "{point} is measured and cannot be fixed", row.point()));
            } else if (!fixed.equals(Row.UNIT) && !fixed.matches("-?\\d+") && encoding != Encoding.SUNSSF) {
                problems.error(path, Message.of("not-whole-number", "'{fixed}' is not a whole number", fixed));
            }
        }
    }

    private static boolean isFactor(@Nullable String fixed) {
        return fixed != null && (fixed.matches("-?\\d|-?10") || ScaleFactor.follows(fixed));
    }

    private void unknown() {
        for (String name : chain.fixed().keySet()) {
            if (!known.contains(name)) {
                Message hint = Suggestion.of(name, known)
                        .orElse(Message.of("names-of-model", "names are as in the model, e.g. Mn"));
                problems.error(
                        "sunspec.fixed." + name,
                        Message.of("no-model-chain", "no model of the chain has '{name}'; {hint}", name, hint));
            }
        }
    }

    private void header(String name, Range range, Encoding encoding, long value) {
        Group identity = java.util.Objects.requireNonNull(groups.get("identity"));
        Row.Format format = new Row.Format(encoding, false, 1, -1, false, -1);
        rows.add(new Row(
                name,
                range,
                format,
                io.polymeter.point.Unit.NONE,
                null,
                Row.Part.WHOLE,
                Row.Access.READ,
                identity,
                "",
                Long.toString(value)));
    }

    private void span(Range range, Group group) {
        if (!spans.isEmpty()
                && spans.getLast().group().equals(group)
                && spans.getLast().range().end() == range.address()) {
            Range before = spans.removeLast().range();
            spans.add(new Span(new Range(before.address(), before.count() + range.count()), group, false, false));
        } else {
            spans.add(new Span(range, group, false, false));
        }
    }
}
