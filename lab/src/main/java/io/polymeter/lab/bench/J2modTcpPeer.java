package io.polymeter.lab.bench;

import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.procimg.SimpleProcessImage;
import com.ghgande.j2mod.modbus.procimg.SimpleRegister;
import com.ghgande.j2mod.modbus.slave.ModbusSlaveFactory;
import java.net.InetAddress;

/// A j2mod slave. It serves as many connections at once as its pool has threads, hence the size of the pool.
public final class J2modTcpPeer {
    private static final int POOL = 600;
    private static final int UNIT = 1;

    private J2modTcpPeer() {}

    /// Serves 127.0.0.1, unit 1, on the port given as the only argument until it is ended.
    public static void main(String[] arguments) throws ModbusException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        var image = new SimpleProcessImage(UNIT);
        for (int address = 0; address < Stamp.REGISTERS; address++) {
            image.addRegister(address, new SimpleRegister(Stamp.word(address)));
        }
        var slave = ModbusSlaveFactory.createTCPSlave(InetAddress.getLoopbackAddress(), port, POOL, false);
        slave.addProcessImage(UNIT, image);
        slave.open();
        Thread.currentThread().join();
    }
}
