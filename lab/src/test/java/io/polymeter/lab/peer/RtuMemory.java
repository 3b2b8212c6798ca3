package io.polymeter.lab.peer;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;

/// A thousand holding registers, register n holding 0x1000 + n at first.
public final class RtuMemory implements RequestHandler {

    private final int[] registers = new int[1_000];

    public RtuMemory() {
        for (int i = 0; i < registers.length; i++) {
            registers[i] = 0x1000 + i;
        }
    }

    @Override
    public synchronized Answer handle(int unit, Request request, Peer peer) {
        try {
            return answer(request);
        } catch (IndexOutOfBoundsException _) {
            return new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
    }

    private Answer answer(Request request) {
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) -> read(3, address, quantity);
            case Request.WriteSingleRegister(int address, int value) -> {
                registers[address] = value;
                yield new Response.WriteSingleRegister(address, value);
            }
            case Request.WriteMultipleRegisters(int address, Words values) -> {
                write(address, values);
                yield new Response.WriteMultiple(16, address, values.count());
            }
            case Request.MaskWriteRegister(int address, int and, int or) -> {
                registers[address] = registers[address] & and | or & ~and;
                yield new Response.MaskWriteRegister(address, and, or);
            }
            case Request.ReadWriteMultipleRegisters(int from, int quantity, int to, Words values) -> {
                write(to, values);
                yield read(23, from, quantity);
            }
            default -> new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        };
    }

    private void write(int address, Words values) {
        for (int i = 0; i < values.count(); i++) {
            registers[address + i] = values.get(i);
        }
    }

    private Response read(int function, int address, int quantity) {
        int[] values = new int[quantity];
        for (int i = 0; i < quantity; i++) {
            values[i] = registers[address + i];
        }
        return new Response.ReadRegisters(function, Words.of(values));
    }
}
