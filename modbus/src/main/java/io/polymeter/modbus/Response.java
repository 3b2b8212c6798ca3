package io.polymeter.modbus;

import java.util.SortedMap;

/// A valid Modbus response.
public sealed interface Response extends Answer {

    /// The function code of the request this answers, 1 to 127 (an exception adds 0x80 on the wire only).
    int functionCode();

    /// 01 and 02. As decoded, `values` has the quantity that was asked.
    record ReadBits(int functionCode, Bits values) implements Response {}

    /// 03, 04 and 23.
    record ReadRegisters(int functionCode, Words values) implements Response {}

    /// 05.
    record WriteSingleCoil(int address, boolean on) implements Response {
        @Override
        public int functionCode() {
            return 5;
        }
    }

    /// 06.
    record WriteSingleRegister(int address, int value) implements Response {
        @Override
        public int functionCode() {
            return 6;
        }
    }

    /// 08 sub-function 0.
    record ReturnQueryData(Words data) implements Response {
        @Override
        public int functionCode() {
            return 8;
        }
    }

    /// 15 and 16.
    record WriteMultiple(int functionCode, int address, int quantity) implements Response {}

    /// 22.
    record MaskWriteRegister(int address, int and, int or) implements Response {
        @Override
        public int functionCode() {
            return 22;
        }
    }

    /// 43/14: the objects that fit into this answer, by object id; `nextObject` is 0 when none follow.
    record DeviceIdentification(
            int category, int conformity, int nextObject, boolean more, SortedMap<Integer, String> objects)
            implements Response {
        @Override
        public int functionCode() {
            return 43;
        }
    }

    /// A refusal: on the wire the function code with 0x80 added, then the code.
    record Refusal(int functionCode, ExceptionCode code) implements Response {}
}
