package io.polymeter.profile;

import io.polymeter.register.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an address that a profile's file names stands: its document may count from 1, and the device may have
/// registers that are read with another function code than the rest.
///
/// @param first what the document calls the first register, 0 or 1
/// @param usual the function code that reads what does not say otherwise
/// @param spans the runs of registers the device has
record AddressMapping(int first, int usual, List<Span> spans) {

    AddressMapping {
        spans = List.copyOf(spans);
    }

    /// The run as it is written.
    ///
    /// @param function 3 or 4; null: as the span says that has it
    /// @return null where an address is not 0 to 65535
    @Nullable
    Range find(int at, int count, @Nullable Integer function) {
        int address = at - first;
        if (address < 0 || address + (long) count > Range.TABLE) {
            return null;
        }
        if (function != null) {
            return new Range(table(function) + address, count);
        }
        for (int table : List.of(0, Range.HOLDING, Range.INPUT)) {
            Range range = new Range(table + address, count);
            if (spans.stream().anyMatch(span -> span.range().overlaps(range))) {
                return range;
            }
        }
        return new Range(address, count);
    }

    /// The same, in the table of another register where that has it.
    @Nullable
    Range find(int at, Range beside) {
        int address = at - first;
        if (address < 0 || address >= Range.TABLE) {
            return null;
        }
        Range near = new Range(beside.address() - beside.onWire() + address, 1);
        return span(near) != null ? near : find(at, 1, null);
    }

    /// The span that has all of a run, null where none has.
    @Nullable
    Span span(Range range) {
        return spans.stream()
                .filter(span -> span.range().contains(range))
                .findFirst()
                .orElse(null);
    }

    /// The run of touching spans that are read together and that has all of a run, null where none has.
    @Nullable
    Range run(Range range) {
        Span before = null;
        Range run = null;
        for (Span span : spans) {
            boolean touches = before != null
                    && run != null
                    && span.range().address() == run.end()
                    && span.range().onWire() > 0
                    && span.group().equals(before.group())
                    && !(span.optional() || before.optional() || span.whole() || before.whole());
            if (!touches && run != null && run.contains(range)) {
                return run;
            }
            run = touches ? java.util.Objects.requireNonNull(run).span(span.range()) : span.range();
            before = span;
        }
        return run != null && run.contains(range) ? run : null;
    }

    private int table(int function) {
        return function == usual ? 0 : Range.table(function);
    }
}
