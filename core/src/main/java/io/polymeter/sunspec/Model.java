package io.polymeter.sunspec;

import io.polymeter.register.Range;

/// One model of a chain: its id and length stand in two registers, then `length` registers follow.
///
/// @param id 1 to 65534; 1 is the common model with the device's names
/// @param address of the id, zero-based
/// @param length registers behind the header, at least 1; that of the common model is 65 or 66
public record Model(int id, int address, int length) {

    /// The id of the common model.
    public static final int COMMON = 1;

    /// Id and length.
    public Range header() {
        return new Range(address, 2);
    }

    /// The registers behind the header.
    public Range body() {
        return new Range(address + 2, length);
    }

    /// The address behind the model: that of the next.
    public int end() {
        return address + 2 + length;
    }
}
