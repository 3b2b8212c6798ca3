package io.polymeter.profile;

import java.util.List;
import java.util.OptionalDouble;

/// What the numbers of a state's register mean. Immutable.
///
/// @param entries in the order of the file; the first with a number is the word for it
record States(List<Entry> entries) {

    public States {
        entries = List.copyOf(entries);
    }

    /// What one number, or a run of them, means.
    ///
    /// @param from the first number of the register that means it
    /// @param to the last one
    /// @param means the point's number
    public record Entry(long from, long to, int means) {}

    /// What a number of the register means; NaN where nothing.
    double value(double raw) {
        for (Entry entry : entries) {
            if (raw >= entry.from() && raw <= entry.to()) {
                return entry.means();
            }
        }
        return Double.NaN;
    }

    /// The register's number for a value; empty where it has none.
    OptionalDouble raw(double value) {
        return entries.stream()
                .filter(entry -> entry.means() == value)
                .mapToDouble(Entry::from)
                .findFirst();
    }
}
