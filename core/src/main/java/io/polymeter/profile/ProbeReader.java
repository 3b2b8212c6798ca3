package io.polymeter.profile;

import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads by which registers a device is told from others.
final class ProbeReader {

    private final List<ProbeFile> written;
    private final AddressMapping places;
    private final Problems problems;

    ProbeReader(List<ProbeFile> written, AddressMapping places, Problems problems) {
        this.written = written;
        this.places = places;
        this.problems = problems;
    }

    List<Probe> probes(List<Row> rows) {
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            ProbeFile probe = written.get(i);
            String path = "probe[" + i + "]";
            Range first = places.find(probe.at(), 1, probe.function());
            Row row = rows.stream()
                    .filter(known -> first != null && known.range().address() == first.address())
                    .findFirst()
                    .orElse(null);
            if (first == null) {
                problems.error(path + ".at", ProfileLoader.outside(probe.at(), 1));
            } else if (row == null && !probe.refused()) {
                problems.error(path + ".at", Message.of("no-row-begins-at", "no row begins at {at}", probe.at()));
            } else if (!isWhole(probe, row)) {
                problems.error(
                        path,
                        Message.of(
                                "number-told-by-by",
                                "a number is told by 'is', by two 'codes' or by two values 'between', a text by 'text', what is not there by 'refused'"));
            } else if (probe.refused() && places.span(first) != null) {
                problems.error(
                        path + ".at",
                        Message.of("span-register-then-not", "a span has this register: then it is not refused"));
            } else {
                Range range = row == null ? first : row.range();
                probes.add(new Probe(
                        range, row, probe.is(), probe.text(), longs(probe.codes()), between(probe.between())));
            }
        }
        return probes;
    }

    private static Probe.@Nullable Between longs(List<Long> ends) {
        return between(ends.stream().map(Long::doubleValue).toList());
    }

    private static Probe.@Nullable Between between(List<Double> ends) {
        return ends.size() == 2 ? new Probe.Between(ends.getFirst(), ends.getLast()) : null;
    }

    /// Exactly one thing tells, and it suits the row.
    private static boolean isWhole(ProbeFile probe, @Nullable Row row) {
        boolean isText = row != null && row.format().encoding().isText();
        long ways = Stream.of(probe.is(), probe.codes(), probe.text(), probe.between())
                        .filter(list -> !list.isEmpty())
                        .count()
                + (probe.refused() ? 1 : 0);
        return ways == 1
                && (row == null || probe.refused() || isText != probe.text().isEmpty());
    }
}
