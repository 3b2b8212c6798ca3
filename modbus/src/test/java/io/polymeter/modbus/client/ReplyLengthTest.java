package io.polymeter.modbus.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Bits;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Words;
import org.junit.jupiter.api.Test;

class ReplyLengthTest {

    @Test
    void aReplyIsAsLongAsWhatIsAskedForAndOnlyReadsAreCounted() {
        counted(new Request.ReadCoils(0, 9), 4);
        counted(new Request.ReadDiscreteInputs(0, 8), 3);
        counted(new Request.ReadHoldingRegisters(0, 125), 252);
        counted(new Request.ReadInputRegisters(0, 1), 4);
        counted(new Request.ReadWriteMultipleRegisters(0, 3, 9, Words.of(1)), 8);
        uncounted(new Request.WriteSingleCoil(1, true), 5);
        uncounted(new Request.WriteSingleRegister(1, 2), 5);
        uncounted(new Request.WriteMultipleCoils(1, Bits.of(true, false)), 5);
        uncounted(new Request.WriteMultipleRegisters(1, Words.of(1, 2, 3)), 5);
        uncounted(new Request.MaskWriteRegister(1, 2, 3), 7);
        uncounted(new Request.ReturnQueryData(Words.of(1, 2)), 7);
        uncounted(new Request.ReadDeviceIdentification(1, 0), 0);
    }

    private static void counted(Request request, int length) {
        assertThat(ReplyLength.of(request)).as("%s", request).isEqualTo(length);
        assertThat(ReplyLength.isCounted(request)).as("%s", request).isTrue();
    }

    private static void uncounted(Request request, int length) {
        assertThat(ReplyLength.of(request)).as("%s", request).isEqualTo(length);
        assertThat(ReplyLength.isCounted(request)).as("%s", request).isFalse();
    }
}
