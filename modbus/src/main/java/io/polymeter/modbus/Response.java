package io.polymeter.modbus;

import io.polymeter.modbus.fault.Wording;
import java.util.SortedMap;

/// A valid Modbus response. A constructor refuses by [IllegalArgumentException] what no response on the wire can
/// be.
public sealed interface Response extends Answer {

    /// The function code of the request this answers, 1 to 127 (an exception adds 0x80 on the wire only).
    int functionCode();

    /// 01 and 02. As decoded, `values` has the quantity that was asked.
    record ReadBits(int functionCode, Bits values) implements Response {
        public ReadBits {
            Ranges.check(functionCode == 1 || functionCode == 2, "function");
            Ranges.check(values.count() >= 1 && values.count() <= 2000, "quantity");
        }
    }

    /// 03, 04 and 23.
    record ReadRegisters(int functionCode, Words values) implements Response {
        public ReadRegisters {
            Ranges.check(functionCode == 3 || functionCode == 4 || functionCode == 23, "function");
            Ranges.check(values.count() >= 1 && values.count() <= 125, "quantity");
        }
    }

    /// 05.
    record WriteSingleCoil(int address, boolean on) implements Response {
        public WriteSingleCoil {
            Ranges.check(Ranges.isWord(address), "address");
        }

        @Override
        public int functionCode() {
            return 5;
        }
    }

    /// 06.
    record WriteSingleRegister(int address, int value) implements Response {
        public WriteSingleRegister {
            Ranges.check(Ranges.isWord(address) && Ranges.isWord(value), "address or value");
        }

        @Override
        public int functionCode() {
            return 6;
        }
    }

    /// 08 sub-function 0.
    record ReturnQueryData(Words data) implements Response {
        public ReturnQueryData {
            Ranges.check(data.count() >= 1 && data.count() <= 125, "quantity");
        }

        @Override
        public int functionCode() {
            return 8;
        }
    }

    /// 15 and 16.
    record WriteMultiple(int functionCode, int address, int quantity) implements Response {
        public WriteMultiple {
            Ranges.check(functionCode == 15 || functionCode == 16, "function");
            Ranges.check(Ranges.isWord(address) && address + quantity <= 0x10000, "address");
            Ranges.check(quantity >= 1 && quantity <= (functionCode == 15 ? 1968 : 123), "quantity");
        }
    }

    /// 22.
    record MaskWriteRegister(int address, int and, int or) implements Response {
        public MaskWriteRegister {
            Ranges.check(Ranges.isWord(address) && Ranges.isWord(and) && Ranges.isWord(or), "address or mask");
        }

        @Override
        public int functionCode() {
            return 22;
        }
    }

    /// 43/14: the objects that fit into this answer, by object id, in Latin-1; `nextObject` is 0 when none follow.
    /// [DeviceObjects#answer] makes these from all objects of a device.
    record DeviceIdentification(
            int category, int conformity, int nextObject, boolean more, SortedMap<Integer, String> objects)
            implements Response {
        public DeviceIdentification {
            Ranges.check(category >= 1 && category <= 4, "category");
            Ranges.check(Ranges.isByte(conformity) && Ranges.isByte(nextObject), "conformity or next object");
            objects = DeviceObjects.copy(objects);
            Ranges.check(DeviceObjects.size(objects) <= DeviceObjects.ROOM, "size");
        }

        @Override
        public int functionCode() {
            return 43;
        }
    }

    /// A refusal: on the wire the function code with 0x80 added, then the code. 0 to 127: 0 answers a PDU with the
    /// impossible function 0.
    record Refusal(int functionCode, ExceptionCode code) implements Response {
        public Refusal {
            Ranges.check(functionCode >= 0 && functionCode <= 127, "function");
        }
    }

    /// A refusal with a code that the specification does not know, 0 to 255. Devices do send such; a proxy passes
    /// it on.
    record VendorRefusal(int functionCode, int number) implements Response {
        public VendorRefusal {
            Ranges.check(functionCode >= 0 && functionCode <= 127, "function");
            Ranges.check(Ranges.isByte(number) && ExceptionCode.of(number) == null, "exception code");
        }
    }

    /// The answer to another function code, as the device gave it.
    record OtherFunction(int functionCode, Octets data) implements Response {
        public OtherFunction {
            if (data.count() >= Pdu.MAX_LENGTH) {
                throw new ProtocolException(Wording.of("answer-of-bytes", "an answer of {count} bytes", data.count()));
            }
        }
    }
}
