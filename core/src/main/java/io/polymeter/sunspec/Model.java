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

    /// True where it tells what a meter measures (models 201 to 214).
    public boolean isMeter() {
        return id >= 201 && id <= 214;
    }

    /// True where it tells what an inverter measures (models 101 to 113, 701).
    public boolean isInverter() {
        return id >= 101 && id <= 113 || id == 701;
    }

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
