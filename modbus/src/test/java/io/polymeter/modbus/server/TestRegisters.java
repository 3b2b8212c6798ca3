package io.polymeter.modbus.server;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;

/// A device for tests: each register of each unit has its own value, so that a mix-up shows.
public final class TestRegisters {

    private TestRegisters() {}

    public static Answer answer(int unit, Request request, Peer peer) {
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) -> at(3, unit, address, quantity);
            case Request.ReadInputRegisters(int address, int quantity) -> at(4, unit, address, quantity);
            case Request.WriteSingleRegister(int address, int value) ->
                new Response.WriteSingleRegister(address, value);
            default -> new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        };
    }

    public static Response at(int function, int unit, int address, int quantity) {
        int[] values = new int[quantity];
        for (int i = 0; i < quantity; i++) {
            values[i] = value(unit, address + i);
        }
        return new Response.ReadRegisters(function, Words.of(values));
    }

    public static int value(int unit, int address) {
        return unit * 257 + address & 0xffff;
    }
}
