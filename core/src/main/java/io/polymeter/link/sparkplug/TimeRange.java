package io.polymeter.link.sparkplug;

/// A stretch of time, in milliseconds since 1970 UTC.
///
/// @param to the first moment that does not belong to it
record TimeRange(long from, long to) {

    boolean isEmpty() {
        return to <= from;
    }
}
