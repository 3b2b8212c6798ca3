package io.polymeter.link.telegram;

/// Characters of seven bits that came through a line of eight: the eighth is their parity.
///
/// A gateway or a cable that was set to 8N1 passes 7E1 on in this form; it is as good, for the parity can be checked.
public final class EvenParity {

    private EvenParity() {}

    /// True where the byte has an even number of ones.
    public static boolean isRight(byte value) {
        return (Integer.bitCount(value & 0xff) & 1) == 0;
    }

    /// Takes the parity away from `bytes[from, to)`, in place, where there is any.
    ///
    /// @return false where a character is broken
    public static boolean strip(byte[] bytes, int from, int to) {
        boolean any = false;
        for (int i = from; i < to; i++) {
            any |= bytes[i] < 0;
        }
        for (int i = from; any && i < to; i++) {
            if (!isRight(bytes[i])) {
                return false;
            }
            bytes[i] &= 0x7f;
        }
        return true;
    }
}
