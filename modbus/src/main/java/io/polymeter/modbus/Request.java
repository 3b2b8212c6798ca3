package io.polymeter.modbus;

/// A valid Modbus request. Addresses are zero-based, 0 to 65535; the last addressed item is never above 65535.
///
/// Ranges: Modbus Application Protocol Specification V1.1b3, section 6. A constructor refuses what the
/// specification refuses with exception code 3 by [PduException] with [ExceptionCode#ILLEGAL_DATA_VALUE], and a
/// run that leaves the address space with [ExceptionCode#ILLEGAL_DATA_ADDRESS].
public sealed interface Request {

    /// The function code on the wire, 1 to 127.
    int functionCode();

    /// True if it changes nothing in the device, so that it may be asked twice, or once for several.
    default boolean onlyReads() {
        return switch (this) {
            case ReadCoils _,
                    ReadDiscreteInputs _,
                    ReadHoldingRegisters _,
                    ReadInputRegisters _,
                    ReturnQueryData _,
                    ReadDeviceIdentification _ -> true;
            case WriteSingleCoil _,
                    WriteSingleRegister _,
                    WriteMultipleCoils _,
                    WriteMultipleRegisters _,
                    MaskWriteRegister _,
                    ReadWriteMultipleRegisters _ -> false;
            case OtherFunction other -> other.isKnownToRead();
        };
    }

    /// 01, quantity 1 to 2000.
    record ReadCoils(int address, int quantity) implements Request {
        public ReadCoils {
            Ranges.run(1, address, quantity, 2000);
        }

        @Override
        public int functionCode() {
            return 1;
        }
    }

    /// 02, quantity 1 to 2000.
    record ReadDiscreteInputs(int address, int quantity) implements Request {
        public ReadDiscreteInputs {
            Ranges.run(2, address, quantity, 2000);
        }

        @Override
        public int functionCode() {
            return 2;
        }
    }

    /// 03, quantity 1 to 125.
    record ReadHoldingRegisters(int address, int quantity) implements Request {
        public ReadHoldingRegisters {
            Ranges.run(3, address, quantity, 125);
        }

        @Override
        public int functionCode() {
            return 3;
        }
    }

    /// 04, quantity 1 to 125.
    record ReadInputRegisters(int address, int quantity) implements Request {
        public ReadInputRegisters {
            Ranges.run(4, address, quantity, 125);
        }

        @Override
        public int functionCode() {
            return 4;
        }
    }

    /// 05.
    record WriteSingleCoil(int address, boolean on) implements Request {
        public WriteSingleCoil {
            Ranges.address(5, address);
        }

        @Override
        public int functionCode() {
            return 5;
        }
    }

    /// 06, value 0 to 65535.
    record WriteSingleRegister(int address, int value) implements Request {
        public WriteSingleRegister {
            Ranges.address(6, address);
            Ranges.word(6, value);
        }

        @Override
        public int functionCode() {
            return 6;
        }
    }

    /// 08 sub-function 0, return query data: 1 to 125 words are echoed.
    record ReturnQueryData(Words data) implements Request {
        public ReturnQueryData {
            Ranges.quantity(8, data.count(), 125);
        }

        @Override
        public int functionCode() {
            return 8;
        }
    }

    /// 15, 1 to 1968 coils.
    record WriteMultipleCoils(int address, Bits values) implements Request {
        public WriteMultipleCoils {
            Ranges.run(15, address, values.count(), 1968);
        }

        @Override
        public int functionCode() {
            return 15;
        }
    }

    /// 16, 1 to 123 registers.
    record WriteMultipleRegisters(int address, Words values) implements Request {
        public WriteMultipleRegisters {
            Ranges.run(16, address, values.count(), 123);
        }

        @Override
        public int functionCode() {
            return 16;
        }
    }

    /// 22: the register becomes `(current AND and) OR (or AND NOT and)`; masks 0 to 65535.
    record MaskWriteRegister(int address, int and, int or) implements Request {
        public MaskWriteRegister {
            Ranges.address(22, address);
            Ranges.word(22, and);
            Ranges.word(22, or);
        }

        @Override
        public int functionCode() {
            return 22;
        }
    }

    /// 23: writes 1 to 121 registers, then reads 1 to 125.
    record ReadWriteMultipleRegisters(int readAddress, int readQuantity, int writeAddress, Words values)
            implements Request {
        public ReadWriteMultipleRegisters {
            Ranges.run(23, readAddress, readQuantity, 125);
            Ranges.run(23, writeAddress, values.count(), 121);
        }

        @Override
        public int functionCode() {
            return 23;
        }
    }

    /// 43/14: read device identification; `category` 1 basic, 2 regular, 3 extended, 4 one object; object id 0 to
    /// 255.
    record ReadDeviceIdentification(int category, int objectId) implements Request {
        public ReadDeviceIdentification {
            if (category < 1 || category > 4 || objectId < 0 || objectId > 255) {
                throw new PduException(43, ExceptionCode.ILLEGAL_DATA_VALUE, "device identification " + category);
            }
        }

        @Override
        public int functionCode() {
            return 43;
        }
    }

    /// Any other function code, with data that only the device understands: it is passed on, never answered here.
    record OtherFunction(int functionCode, Octets data) implements Request {
        public OtherFunction {
            if (functionCode < 1 || functionCode > 127 || data.count() >= Pdu.MAX_LENGTH) {
                throw new PduException(functionCode, ExceptionCode.ILLEGAL_FUNCTION, "function " + functionCode);
            }
        }

        /// True for what the specification says that it reads: exception status, event counter and log, server id,
        /// file record, FIFO queue.
        public boolean isKnownToRead() {
            return switch (functionCode) {
                case 7, 11, 12, 17, 20, 24 -> true;
                default -> false;
            };
        }
    }
}
