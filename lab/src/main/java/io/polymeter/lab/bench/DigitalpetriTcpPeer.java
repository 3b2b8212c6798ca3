package io.polymeter.lab.bench;

import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.server.ModbusRequestContext;
import com.digitalpetri.modbus.server.ModbusServices;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;

/// A digitalpetri/modbus server. Its own process image keeps a map entry per register; answering from an array is
/// faster, so that is what is measured.
public final class DigitalpetriTcpPeer {
    private DigitalpetriTcpPeer() {}

    /// Serves 127.0.0.1 on the port given as the only argument until it is ended.
    public static void main(String[] arguments) throws ExecutionException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        var transport = NettyTcpServerTransport.create(
                config -> config.setBindAddress("127.0.0.1").setPort(port));
        ModbusTcpServer.create(transport, new Memory()).start();
        Thread.currentThread().join();
    }

    private static final class Memory implements ModbusServices {
        private final byte[] registers = registers();

        @Override
        public ReadHoldingRegistersResponse readHoldingRegisters(
                ModbusRequestContext context, int unit, ReadHoldingRegistersRequest request)
                throws ModbusResponseException {
            ModbusServices.checkRegisterRange(request.getFunctionCode(), request.address(), request.quantity());
            int from = 2 * request.address();
            return new ReadHoldingRegistersResponse(Arrays.copyOfRange(registers, from, from + 2 * request.quantity()));
        }

        private static byte[] registers() {
            var bytes = ByteBuffer.allocate(2 * 65536);
            for (int address = 0; address < Stamp.REGISTERS; address++) {
                bytes.putShort((short) Stamp.word(address));
            }
            return bytes.array();
        }
    }
}
