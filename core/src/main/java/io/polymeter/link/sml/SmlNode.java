package io.polymeter.link.sml;

import java.math.BigDecimal;
import java.util.List;

/// An element of an SML file.
sealed interface SmlNode {

    /// An octet string.
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Octets(byte[] bytes) implements SmlNode {}

    /// A boolean, which no value of interest is.
    record Truth() implements SmlNode {}

    /// An integer.
    ///
    /// @param size bytes it was sent in: meters leave out leading bytes that say nothing
    record Whole(BigDecimal number, boolean signed, int size) implements SmlNode {}

    /// A list.
    record Listed(List<SmlNode> elements) implements SmlNode {}

    /// An optional element that is not there.
    record Absent() implements SmlNode {}
}
