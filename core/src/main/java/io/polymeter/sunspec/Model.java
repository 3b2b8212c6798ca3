package io.polymeter.sunspec;

import io.polymeter.profile.SunspecModel;
import io.polymeter.register.Range;

/// One model of a chain: its id and length stand in two registers, then `length` registers follow.
///
/// @param id 1 to 65534; 1 is the common model with the device's names
/// @param address of the id, zero-based
/// @param length registers behind the header, at least 1; that of the common model is 65 or 66
/// @param said the length in the header; another than `length` where the next model stands elsewhere than that
///     says
public record Model(int id, int address, int length, int said) {

    /// The id of the common model.
    public static final int COMMON = 1;

    /// A model whose header says how long it is.
    public Model(int id, int address, int length) {
        this(id, address, length, length);
    }

    /// The same, whose next model stands at another address than its header says.
    Model endingAt(int next) {
        return new Model(id, address, next - address - 2, said);
    }

    /// True where the next model stands at another address than the header says.
    public boolean isWrong() {
        return length != said;
    }

    /// True where it is known, and as long as it should be.
    boolean fits() {
        // The common model is filled up to an even number of registers, or not.
        return id == COMMON
                ? length == 65 || length == 66
                : SunspecModel.of(id).filter(model -> model.fits(length)).isPresent();
    }

    /// True where it tells what a meter or an inverter measures.
    boolean measures() {
        return isMeter() || isInverter();
    }

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
