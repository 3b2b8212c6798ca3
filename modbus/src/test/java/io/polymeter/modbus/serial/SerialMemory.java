package io.polymeter.modbus.serial;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A thousand registers, register n holding 0x1000 + n at first; remembers all that it was asked.
final class SerialMemory implements RequestHandler {

    record Asked(int unit, Request request) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final int[] registers = new int[1_000];

    SerialMemory() {
        for (int i = 0; i < registers.length; i++) {
            registers[i] = 0x1000 + i;
        }
    }

    @Override
    public synchronized Answer handle(int unit, Request request, Peer peer) {
        asked.add(new Asked(unit, request));
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) -> read(3, address, quantity);
            case Request.ReadInputRegisters(int address, int quantity) -> read(4, address, quantity);
            case Request.WriteSingleRegister(int address, int value) -> {
                registers[address] = value;
                yield new Response.WriteSingleRegister(address, value);
            }
            case Request.WriteMultipleRegisters(int address, Words values) -> {
                for (int i = 0; i < values.count(); i++) {
                    registers[address + i] = values.get(i);
                }
                yield new Response.WriteMultiple(16, address, values.count());
            }
            default -> new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        };
    }

    synchronized int register(int address) {
        return registers[address];
    }

    private Answer read(int function, int address, int quantity) {
        if (address + quantity > registers.length) {
            return new Response.Refusal(function, ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
        int[] values = new int[quantity];
        System.arraycopy(registers, address, values, 0, quantity);
        return new Response.ReadRegisters(function, Words.of(values));
    }
}
