package io.polymeter.modbus;

/// The range checks shared by all requests.
final class Ranges {

    private Ranges() {}

    static void run(int function, int address, int quantity, int most) {
        address(function, address);
        quantity(function, quantity, most);
        if (address + quantity > 0x10000) {
            throw new PduException(
                    function, ExceptionCode.ILLEGAL_DATA_ADDRESS, address + "+" + quantity + " passes address 65535");
        }
    }

    static void quantity(int function, int quantity, int most) {
        if (quantity < 1 || quantity > most) {
            throw new PduException(
                    function, ExceptionCode.ILLEGAL_DATA_VALUE, "quantity " + quantity + " is not 1 to " + most);
        }
    }

    static void address(int function, int address) {
        if (address < 0 || address > 0xffff) {
            throw new PduException(function, ExceptionCode.ILLEGAL_DATA_ADDRESS, "address " + address);
        }
    }

    static void word(int function, int value) {
        if (value < 0 || value > 0xffff) {
            throw new PduException(function, ExceptionCode.ILLEGAL_DATA_VALUE, "value " + value + " is not a word");
        }
    }

    /// For responses, which only our own code makes.
    static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("no response on the wire has this " + what);
        }
    }

    static boolean isWord(int value) {
        return value >= 0 && value <= 0xffff;
    }

    static boolean isByte(int value) {
        return value >= 0 && value <= 0xff;
    }
}
