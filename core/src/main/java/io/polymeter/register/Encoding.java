package io.polymeter.register;

import io.polymeter.modbus.Words;

/// How a number or text stands in registers. Names and "not available" values: SunSpec Device Information Model
/// Specification 1.0, section 6; the plain types are what other vendors use without such a value.
public enum Encoding {
    U16(1),
    /// A state that counts from 0 what the older models count from 1 (SunSpec model 701, point InvSt).
    STATE0(1),
    I16(1),
    U32(2),
    I32(2),
    U64(4),
    I64(4),
    /// IEEE 754 single precision; NaN is "not available".
    F32(2),
    /// IEEE 754 double precision; NaN is "not available".
    F64(4),
    /// Two signed 32-bit numbers: thousands, then the rest below a thousand. The thousands come first in either
    /// word order, which is that within each half; as the Fronius TS 65A-3 has its counters.
    KILO32(4),
    /// An accumulator: 0 is "not available", wraps at 2³².
    ACC32(2),
    ACC64(4),
    /// A SunSpec scale factor, -10 to 10.
    SUNSSF(1),
    /// An unsigned 24-bit number behind a signed byte with its power of ten (Iskra, type T5).
    T5(2),
    /// The same with a signed 24-bit number (Iskra, type T6).
    T6(2),
    /// A power factor in ten thousandths: a byte that is 0 on import and FF on export, a byte that is 0 where
    /// inductive and FF where capacitive, an unsigned 16-bit number (Iskra, type T7). The number has the sign of
    /// the first byte.
    T7(2),
    /// Text, one character a register, padded with NUL; its length is the row's.
    WIDE_STRING(0),
    /// Text, two characters a register, padded with NUL; its length is the row's.
    STRING(0);

    private final int registers;

    Encoding(int registers) {
        this.registers = registers;
    }

    /// True for text.
    public boolean isText() {
        return this == STRING || this == WIDE_STRING;
    }

    /// How many registers, 0 where the row says.
    public int registers() {
        return registers;
    }

    /// The raw number that `words` hold, before any scale; NaN for a NaN.
    ///
    /// @param lowWordFirst true where the device sends the least significant register first
    public double decode(Words words, boolean lowWordFirst) {
        return number(bits(words, lowWordFirst));
    }

    /// Writes the raw number `value` into `target` at byte `at`. Integers are rounded half up.
    ///
    /// @return false if the value does not fit; nothing is written then
    public boolean encode(double value, boolean lowWordFirst, byte[] target, int at) {
        switch (this) {
            case F32 -> {
                if (Double.isFinite(value) && Float.isInfinite((float) value)) {
                    return false;
                }
                put(Float.floatToIntBits((float) value), lowWordFirst, target, at);
            }
            case F64 -> put(Double.doubleToLongBits(value), lowWordFirst, target, at);
            case STRING, WIDE_STRING -> throw new IllegalStateException("text is not a number");
            case T5, T6, T7 -> {
                long bits = this == T7 ? DecimalExponent.ratio(value) : DecimalExponent.bits(value, this == T6);
                if (bits < 0) {
                    return false;
                }
                put(bits, lowWordFirst, target, at);
            }
            case U16, STATE0, I16, U32, I32, U64, I64, KILO32, ACC32, ACC64, SUNSSF -> {
                double rounded = rounded(value);
                if (Double.isNaN(value) || rounded < least() || rounded > most()) {
                    return false;
                }
                put(raw(rounded), lowWordFirst, target, at);
            }
        }
        return true;
    }

    /// The least raw number.
    public double least() {
        return switch (this) {
            case I16 -> Short.MIN_VALUE;
            case I32 -> Integer.MIN_VALUE;
            case I64 -> Long.MIN_VALUE;
            case SUNSSF -> -10;
            case STATE0 -> 1;
            case U16, U32, U64, KILO32, ACC32, ACC64, T5 -> 0;
            case T7 -> -6.5535;
            case F32, F64, T6, STRING, WIDE_STRING -> Double.NEGATIVE_INFINITY;
        };
    }

    /// The greatest raw number; of 64-bit integers the greatest that a `double` can hold.
    public double most() {
        return switch (this) {
            case U16, STATE0 -> 0xffff;
            case I16 -> Short.MAX_VALUE;
            case U32, ACC32 -> 0xffff_ffffL;
            case I32 -> Integer.MAX_VALUE;
            case KILO32 -> Integer.MAX_VALUE * 1000.0 + 999;
            case U64, ACC64 -> Math.nextDown(0x1p64);
            case I64 -> Math.nextDown(0x1p63);
            case SUNSSF -> 10;
            case T7 -> 6.5535;
            case F32, F64, T5, T6, STRING, WIDE_STRING -> Double.POSITIVE_INFINITY;
        };
    }

    /// The bits that say "not available" in SunSpec, in the low 16, 32 or 64 bits.
    public long sunspecAbsent() {
        return switch (this) {
            case U16, STATE0 -> 0xffff;
            case I16, SUNSSF -> 0x8000;
            case U32 -> 0xffff_ffffL;
            case I32 -> 0x8000_0000L;
            case U64 -> -1L;
            case KILO32 -> 0x8000_0000_8000_0000L;
            case I64 -> Long.MIN_VALUE;
            case F32 -> 0x7fc0_0000L;
            case F64 -> 0x7ff8_0000_0000_0000L;
            case T5, T6, T7 -> 0xffff_ffffL;
            case ACC32, ACC64, STRING, WIDE_STRING -> 0;
        };
    }

    /// The bits of the greatest number, which many devices show where they have no value; of a float a NaN's.
    public long highest() {
        return switch (this) {
            case U16, STATE0 -> 0xffff;
            case I16, SUNSSF -> 0x7fff;
            case U32, ACC32, T5, T6, T7 -> 0xffff_ffffL;
            case I32 -> 0x7fff_ffffL;
            case U64, ACC64 -> -1L;
            case I64 -> Long.MAX_VALUE;
            case KILO32 -> 0x7fff_ffff_7fff_ffffL;
            case F32, F64 -> sunspecAbsent();
            case STRING, WIDE_STRING -> 0;
        };
    }

    /// The raw number that the low 16, 32 or 64 bits of `bits` mean; NaN for a NaN.
    public double number(long bits) {
        return switch (this) {
            case U16 -> bits & 0xffff;
            case STATE0 -> (bits & 0xffff) + 1;
            case I16, SUNSSF -> (short) bits;
            case U32, ACC32 -> bits & 0xffff_ffffL;
            case I32 -> (int) bits;
            case U64, ACC64 -> unsigned(bits);
            case I64 -> bits;
            case KILO32 -> (int) (bits >> 32) * 1000.0 + (int) bits;
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            case T5 -> DecimalExponent.number((int) bits & 0xff_ffff, (byte) (bits >> 24));
            case T6 -> DecimalExponent.number((int) bits << 8 >> 8, (byte) (bits >> 24));
            case T7 -> ((bits & 0xff00_0000L) == 0 ? 1 : -1) * (bits & 0xffff) / 10_000.0;
            case STRING, WIDE_STRING -> throw new IllegalStateException("text is not a number");
        };
    }

    /// The bits that `words` hold, unsigned, in the low bits.
    public long bits(Words words, boolean lowWordFirst) {
        long bits = 0;
        int count = words.count();
        for (int i = 0; i < count; i++) {
            bits = bits << 16 | words.get(place(i, count, lowWordFirst));
        }
        return bits;
    }

    /// Writes raw bits into `target` at byte `at`.
    public void put(long bits, boolean lowWordFirst, byte[] target, int at) {
        for (int i = 0; i < registers; i++) {
            int shift = 16 * (registers - 1 - i);
            int to = at + 2 * place(i, registers, lowWordFirst);
            target[to] = (byte) (bits >>> shift + 8);
            target[to + 1] = (byte) (bits >>> shift);
        }
    }

    /// Where the `i`th of `count` words stands, counted from the most significant one.
    public int place(int i, int count, boolean lowWordFirst) {
        return lowWordFirst ? this == KILO32 ? i ^ 1 : count - 1 - i : i;
    }

    private long raw(double rounded) {
        return this == KILO32 ? halves((long) rounded) : this == STATE0 ? whole(rounded) - 1 : whole(rounded);
    }

    private static long halves(long number) {
        return number / 1000 << 32 | number % 1000;
    }

    private static double unsigned(long bits) {
        // The lowest bit is kept as a sticky bit, so that the one rounding is the right one.
        return bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
    }

    /// Half up, also where adding a half would itself be rounded: just below 0.5, and above 2^52.
    private static double rounded(double value) {
        double floor = Math.floor(value);
        return value - floor >= 0.5 ? floor + 1 : floor;
    }

    private static long whole(double rounded) {
        return rounded >= 0x1p63 ? (long) (rounded - 0x1p63) + Long.MIN_VALUE : (long) rounded;
    }
}
