package io.polymeter.profile;

import io.polymeter.config.Role;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.document.Documents;
import io.polymeter.register.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A device's register map, identity, timing and quirks as data. Immutable.
///
/// @param id the name in configuration, e.g. `kostal-ksem`
/// @param title the name for people
/// @param wire how the device is spoken to
/// @param groups how registers age, most urgent first
/// @param spans the addresses the device has, sorted, without overlap
/// @param rows the register table, sorted by address, without overlap
/// @param sunspec where a SunSpec model chain is walked, null where there is none
/// @param telemetry how received values are written to the log, null where they are not
/// @param probes what tells that a device is one of these, all of them; empty where nothing does
/// @param sums points that are other points together
/// @param about what is known beside the registers
/// @param documents what a device says in JSON; a device has these or registers
public record Profile(
        String id,
        String title,
        Wire wire,
        List<Group> groups,
        List<Span> spans,
        List<Row> rows,
        @Nullable Chain sunspec,
        @Nullable Telemetry telemetry,
        List<Probe> probes,
        List<Sum> sums,
        DeviceDescription about,
        Documents documents) {

    public Profile {
        groups = List.copyOf(groups);
        spans = List.copyOf(spans);
        rows = List.copyOf(rows);
        probes = List.copyOf(probes);
        sums = List.copyOf(sums);
    }

    /// A profile of a device that nothing tells from others.
    public Profile(
            String id,
            String title,
            Wire wire,
            List<Group> groups,
            List<Span> spans,
            List<Row> rows,
            @Nullable Chain sunspec,
            @Nullable Telemetry telemetry) {
        this(
                id,
                title,
                wire,
                groups,
                spans,
                rows,
                sunspec,
                telemetry,
                List.of(),
                List.of(),
                DeviceDescription.NOTHING,
                Documents.NONE);
    }

    /// How the device is spoken to.
    ///
    /// @param unit the usual unit id
    /// @param pushUnits the unit ids a pushing device may use
    /// @param functions the function codes that read it, the first is used
    /// @param maxRead the most registers of one read, 1 to 125
    /// @param pause between two requests
    /// @param serial the usual line parameters, null where the device has no serial line
    /// @param whenStale what a consumer of this device expects when data is lost
    /// @param clients how many TCP clients it serves at once, 0: more than anybody counted
    /// @param announced the mDNS service by which it is found over UDP, null: none
    public record Wire(
            int unit,
            Set<Integer> pushUnits,
            List<Integer> functions,
            int maxRead,
            Duration pause,
            @Nullable SerialDefaults serial,
            WhenStale whenStale,
            int clients,
            @Nullable String announced) {

        /// How a device is spoken to that serves many clients.
        public Wire(
                int unit,
                Set<Integer> pushUnits,
                List<Integer> functions,
                int maxRead,
                Duration pause,
                @Nullable SerialDefaults serial,
                WhenStale whenStale) {
            this(unit, pushUnits, functions, maxRead, pause, serial, whenStale, 0, null);
        }
    }

    /// Serial line parameters: baud, parity `none`, `even` or `odd`, stop bits 1 or 2.
    public record SerialDefaults(int baud, String parity, int stopBits) {}

    /// What a consumer is told when data is too old or was never received.
    public enum WhenStale {
        /// Modbus exception 4.
        EXCEPTION,
        /// Nothing at all.
        SILENT,
        /// The encoding's own "not available" where it has one, else exception 4.
        NOT_AVAILABLE,
        /// The last value, for ever; only where the user asks for it.
        HOLD
    }

    /// A SunSpec model chain to be walked.
    ///
    /// @param bases addresses of the marker, tried in this order
    /// @param group how measurements age
    /// @param settings how ratings, settings and controls age
    /// @param others true where models are read too that are not known here
    public record Chain(List<Integer> bases, Group group, Group settings, boolean others) {

        /// A chain of which everything is read alike.
        public Chain(List<Integer> bases, Group group) {
            this(bases, group, group, true);
        }
    }

    /// A point that no register has: other points together. It is marked as derived.
    ///
    /// @param of what it needs
    /// @param also what is added where the device has it
    public record Sum(Point point, List<Point> of, List<Point> also) {
        public Sum {
            of = List.copyOf(of);
            also = List.copyOf(also);
        }
    }

    /// True where its probes tell the device for certain, not by likely values.
    public boolean isCertain() {
        return probes.stream().anyMatch(Probe::isCertain);
    }

    /// A log line for each received sample, made of the rows' names and values.
    ///
    /// @param from who sends, as the log names it
    public record Telemetry(String from) {}

    /// The group of an address, empty where the device has no such address.
    public Optional<Span> spanAt(int address) {
        for (Span span : spans) {
            if (span.range().contains(address)) {
                return Optional.of(span);
            }
        }
        return Optional.empty();
    }

    /// The row that covers an address.
    public Optional<Row> rowAt(int address) {
        int at = firstRowBehind(address);
        return at < rows.size() && rows.get(at).range().contains(address)
                ? Optional.of(rows.get(at))
                : Optional.empty();
    }

    /// The rows that have a register in a run, by address.
    public List<Row> rowsIn(int address, int count) {
        int from = firstRowBehind(address);
        int until = from;
        while (until < rows.size() && rows.get(until).range().address() < address + count) {
            until++;
        }
        return rows.subList(from, until);
    }

    /// The index of the first row that ends behind an address.
    private int firstRowBehind(int address) {
        int low = 0;
        int high = rows.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows.get(middle).range().end() <= address) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// True where the device answers all of a run although no register of it carries anything.
    public boolean isHole(int address, int count) {
        int next = address;
        for (DeviceDescription.Hole hole : about.holes()) {
            if (hole.range().contains(next)) {
                next = hole.range().end();
            }
        }
        return next >= address + count;
    }

    /// True for a register that carries nothing, and may be answered beside those that do.
    public boolean carriesNothing(int address) {
        return rowAt(address).isEmpty() && spanAt(address).map(Span::reserved).orElseGet(() -> isHole(address, 1));
    }

    /// True where a write to these registers is acknowledged without effect, as the device does.
    public boolean accepts(int address, int count) {
        int next = address;
        for (Row row : rowsIn(address, count)) {
            if (row.access() != Row.Access.ACCEPT || row.range().address() > next) {
                return false;
            }
            next = row.range().end();
        }
        return next >= address + count;
    }

    /// The runs of registers that make one value between them, from the first to the last.
    public List<Range> ties() {
        return CoherentRegisters.of(rows);
    }

    /// The function codes that read any of it: the usual ones, and those of single spans.
    public Set<Integer> functions() {
        Set<Integer> functions = new TreeSet<>(wire.functions());
        int usual = wire.functions().getFirst();
        spans.forEach(span -> functions.add(span.range().function(usual)));
        return functions;
    }

    /// The function codes that read registers of their own, beside those that are read as usual.
    public Set<Integer> tables() {
        Set<Integer> tables = new TreeSet<>();
        for (Span span : spans) {
            if (!span.range().isUsual()) {
                tables.add(span.range().function(0));
            }
        }
        return tables;
    }

    /// Every point it can say, in the order of the vocabulary.
    public List<Point> points() {
        Stream<Point> measured = rows.stream().map(Row::point).filter(Objects::nonNull);
        return Stream.of(measured, documents.points().stream(), sums.stream().map(Sum::point))
                .flatMap(all -> all)
                .distinct()
                .sorted(Comparator.comparingInt(Point::index))
                .toList();
    }

    /// The group in which a point ages here: its row's, else the group of its kind's name.
    public Optional<Group> groupOf(Point point) {
        for (Row row : rows) {
            if (row.point() == point) {
                return Optional.of(row.group());
            }
        }
        for (Sum sum : sums) {
            if (sum.point() == point) {
                return groupOf(sum.of().getFirst());
            }
        }
        String documented = documents.groupOf(point);
        String name = documented != null
                ? documented
                : switch (point.quantity().kind()) {
                    case LIVE -> "live";
                    case ENERGY -> "energy";
                    case IDENTITY -> "identity";
                };
        return group(name);
    }

    /// A group by name.
    public Optional<Group> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /// True if the profile can say this quantity.
    public boolean has(Quantity quantity) {
        return points().stream().anyMatch(point -> point.quantity() == quantity);
    }

    /// True for a device that falls silent by nature, as an inverter does each evening.
    public boolean sleeps() {
        return about.role() == Role.PRODUCER || has(Quantity.STATE);
    }

    /// This profile of a device with another unit id.
    public Profile atUnit(int unit) {
        Wire at = new Wire(
                unit,
                wire.pushUnits(),
                wire.functions(),
                wire.maxRead(),
                wire.pause(),
                wire.serial(),
                wire.whenStale(),
                wire.clients(),
                wire.announced());
        return new Profile(id, title, at, groups, spans, rows, sunspec, telemetry, probes, sums, about, documents);
    }

    /// This profile with another role.
    public Profile as(@Nullable Role role) {
        DeviceDescription other = about.as(role);
        return new Profile(id, title, wire, groups, spans, rows, sunspec, telemetry, probes, sums, other, documents);
    }

    Profile with(List<Probe> known) {
        return new Profile(id, title, wire, groups, spans, rows, sunspec, telemetry, known, sums, about, documents);
    }

    Profile with(List<Span> some, List<Row> of) {
        return new Profile(id, title, wire, groups, some, of, sunspec, telemetry, probes, sums, about, documents);
    }

    /// This profile of a device of which nobody knows yet which registers it has: any may be there.
    public Profile undiscovered() {
        Span all = new Span(new Range(0, 0x10000), groups.getFirst(), false, false);
        return with(List.of(all), List.of());
    }

    /// This profile of a device whose SunSpec chain is walked.
    public Profile walking(Chain chain) {
        return new Profile(id, title, wire, groups, spans, rows, chain, telemetry, probes, sums, about, documents);
    }

    /// This profile of a device that lacks these spans.
    public Profile without(Collection<Span> missing) {
        List<Span> nextSpans =
                spans.stream().filter(span -> !missing.contains(span)).toList();
        List<Row> nextRows = rows.stream()
                .filter(row -> missing.stream().noneMatch(span -> span.range().overlaps(row.range())))
                .toList();
        return with(nextSpans, nextRows);
    }

    /// This profile with the registers of a walked chain in place of what stood at its addresses.
    ///
    /// @param chainSpans without overlap among themselves
    /// @param chainRows within `chainSpans`; of a point that this profile has already, the chain's row is
    ///     shown but not converted
    public Profile withChain(List<Span> chainSpans, List<Row> chainRows) {
        List<Span> nextSpans = new ArrayList<>(chainSpans);
        for (Span span : spans) {
            nextSpans.addAll(span.without(chainSpans));
        }
        nextSpans.sort((a, b) -> a.range().compareTo(b.range()));
        List<Row> nextRows = new ArrayList<>();
        for (Row row : chainRows) {
            // What the device says in its own registers counts: these are often faster, and have an age of their own.
            boolean said = rows.stream().anyMatch(own -> own.point() != null && own.point() == row.point());
            nextRows.add(said ? row.withoutPoint() : row);
        }
        for (Row row : rows) {
            if (chainSpans.stream().noneMatch(span -> span.range().overlaps(row.range()))) {
                nextRows.add(row);
            }
        }
        nextRows.sort((a, b) -> a.range().compareTo(b.range()));
        return with(nextSpans, nextRows);
    }
}
