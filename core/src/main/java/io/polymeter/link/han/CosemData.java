package io.polymeter.link.han;

import java.math.BigDecimal;
import java.util.List;

/// A value of DLMS/COSEM (IEC 62056-6-2, section 4.1.5).
sealed interface CosemData {

    /// A number of any width.
    record Figure(BigDecimal number) implements CosemData {}

    /// An enumeration, such as a unit.
    record Choice(int code) implements CosemData {}

    /// An octet string or a text.
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Octets(byte[] bytes) implements CosemData {}

    /// An array or a structure.
    record Elements(List<CosemData> elements) implements CosemData {}

    /// Null, a boolean, a bit string, a time: nothing that is measured.
    record Other() implements CosemData {}
}
