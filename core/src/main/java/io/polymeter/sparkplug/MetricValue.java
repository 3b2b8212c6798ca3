package io.polymeter.sparkplug;

/// The value of a metric or of a property.
public sealed interface MetricValue {

    /// There is no value.
    MetricValue NULL = new Null();

    /// A value that is explicitly none (`is_null`); never 0.
    record Null() implements MetricValue {}

    /// An integer, or a moment in milliseconds since 1970 UTC.
    ///
    /// @param value with its sign; of a `UINT64` the same 64 bits
    record Whole(long value) implements MetricValue {}

    /// A number of datatype `FLOAT` or `DOUBLE`.
    record Real(double value) implements MetricValue {}

    /// A boolean.
    record Truth(boolean value) implements MetricValue {}

    /// A string.
    record Text(String value) implements MetricValue {}

    /// A value of a kind that is not read here: bytes, a data set, a template, an array.
    record Unread() implements MetricValue {}
}
