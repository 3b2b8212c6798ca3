package io.polymeter.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples of the Modbus Application Protocol Specification V1.1b3, section 6, byte by byte.
class PduExamplesTest {

    private static final Words THREE = Words.of(0xff, 0xff, 0xff);
    private static final Words SIX = Words.of(0xfe, 0xacd, 1, 3, 0xd, 0xff);

    static Object[] requests() {
        return new Object[] {
            example("01 00 13 00 13", new Request.ReadCoils(0x13, 19)),
            example("02 00 c4 00 16", new Request.ReadDiscreteInputs(0xc4, 22)),
            example("03 00 6b 00 03", new Request.ReadHoldingRegisters(0x6b, 3)),
            example("04 00 08 00 01", new Request.ReadInputRegisters(8, 1)),
            example("05 00 ac ff 00", new Request.WriteSingleCoil(0xac, true)),
            example("06 00 01 00 03", new Request.WriteSingleRegister(1, 3)),
            example("08 00 00 a5 37", new Request.ReturnQueryData(Words.of(0xa537))),
            example("0f 00 13 00 0a 02 cd 01", new Request.WriteMultipleCoils(0x13, bits("cd 01", 10))),
            example("10 00 01 00 02 04 00 0a 01 02", new Request.WriteMultipleRegisters(1, Words.of(10, 0x102))),
            example("16 00 04 00 f2 00 25", new Request.MaskWriteRegister(4, 0xf2, 0x25)),
            example(
                    "17 00 03 00 06 00 0e 00 03 06 00 ff 00 ff 00 ff",
                    new Request.ReadWriteMultipleRegisters(3, 6, 14, THREE)),
            example("2b 0e 01 00", new Request.ReadDeviceIdentification(1, 0)),
        };
    }

    private static final Response REFUSED = new Response.Refusal(1, ExceptionCode.ILLEGAL_DATA_ADDRESS);

    static Object[] answers() {
        return new Object[] {
            answer("01 03 cd 6b 05", new Request.ReadCoils(0x13, 19), new Response.ReadBits(1, bits("cd 6b 05", 19))),
            answer(
                    "02 03 ac db 35",
                    new Request.ReadDiscreteInputs(0xc4, 22),
                    new Response.ReadBits(2, bits("ac db 35", 22))),
            answer(
                    "03 06 02 2b 00 00 00 64",
                    new Request.ReadHoldingRegisters(0x6b, 3),
                    new Response.ReadRegisters(3, Words.of(555, 0, 100))),
            answer("04 02 00 0a", new Request.ReadInputRegisters(8, 1), new Response.ReadRegisters(4, Words.of(10))),
            answer("05 00 ac ff 00", new Request.WriteSingleCoil(0xac, true), new Response.WriteSingleCoil(0xac, true)),
            answer("06 00 01 00 03", new Request.WriteSingleRegister(1, 3), new Response.WriteSingleRegister(1, 3)),
            answer(
                    "08 00 00 a5 37",
                    new Request.ReturnQueryData(Words.of(0xa537)),
                    new Response.ReturnQueryData(Words.of(0xa537))),
            answer(
                    "0f 00 13 00 0a",
                    new Request.WriteMultipleCoils(0x13, bits("cd 01", 10)),
                    new Response.WriteMultiple(15, 0x13, 10)),
            answer(
                    "10 00 01 00 02",
                    new Request.WriteMultipleRegisters(1, Words.of(10, 0x102)),
                    new Response.WriteMultiple(16, 1, 2)),
            answer(
                    "16 00 04 00 f2 00 25",
                    new Request.MaskWriteRegister(4, 0xf2, 0x25),
                    new Response.MaskWriteRegister(4, 0xf2, 0x25)),
            answer(
                    "17 0c 00 fe 0a cd 00 01 00 03 00 0d 00 ff",
                    new Request.ReadWriteMultipleRegisters(3, 6, 14, THREE),
                    new Response.ReadRegisters(23, SIX)),
            answer(
                    "2b 0e 01 01 00 00 03 00 16 43 6f 6d 70 61 6e 79 20 69 64 65 6e 74 69 66 69 63 61 74 69 6f 6e"
                            + " 01 0f 50 72 6f 64 75 63 74 20 63 6f 64 65 20 58 58 02 05 56 32 2e 31 31",
                    new Request.ReadDeviceIdentification(1, 0),
                    new Response.DeviceIdentification(
                            1,
                            1,
                            0,
                            false,
                            new TreeMap<>(Map.of(0, "Company identification", 1, "Product code XX", 2, "V2.11")))),
            answer("81 02", new Request.ReadCoils(0x4a1, 1), REFUSED),
            answer("83 2a", new Request.ReadHoldingRegisters(0, 1), new Response.VendorRefusal(3, 0x2a)),
        };
    }

    @ParameterizedTest
    @MethodSource({"requests", "answers"})
    void areDecodedAndEncodedAsPrinted(Example example) {
        assertThat(Hex.of(example.encoded())).isEqualTo(example.hex());
        assertThat(example.decoded()).isEqualTo(example.pdu());
    }

    private static Bits bits(String hex, int count) {
        return Bits.read(Hex.buffer(hex), count);
    }

    private static Arguments example(String hex, Request request) {
        return Arguments.of(new Example(hex, request, request, false));
    }

    private static Arguments answer(String hex, Request request, Response response) {
        return Arguments.of(new Example(hex, request, response, true));
    }

    /// The bytes and what they mean: a request, or an answer to `request`.
    record Example(String hex, Request request, Object pdu, boolean answer) {

        byte[] encoded() {
            return Hex.bytes(answer ? Hex.of((Response) pdu) : Hex.of(request));
        }

        Object decoded() {
            return answer ? Pdu.decodeResponse(Hex.buffer(hex), request) : Pdu.decodeRequest(Hex.buffer(hex));
        }
    }
}
