package io.polymeter.lab.bench;

import com.ghgande.j2mod.modbus.ModbusException;
import com.ghgande.j2mod.modbus.facade.ModbusTCPMaster;
import java.util.concurrent.locks.LockSupport;

/// A poller of many meters made with j2mod, whose calls block: a thread for each meter.
public final class J2modPollerPeer {
    private static final long SECOND = 1_000_000_000;
    private static final int REGISTERS = 8;
    private static final int UNIT = 1;
    private static final int TIMEOUT = 3000;

    private J2modPollerPeer() {}

    /// Polls meters on the port given first, as many as the second argument says, each once a second until it is ended.
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        int meters = Integer.parseInt(arguments[1]);
        for (int number = 0; number < meters; number++) {
            String address = address(number + 1);
            Thread.ofPlatform().start(() -> poll(address, port));
        }
        Thread.currentThread().join();
    }

    private static String address(int number) {
        return "127." + (1 + number / 62_500) + "." + number / 250 % 250 + "." + (1 + number % 250);
    }

    private static void poll(String address, int port) {
        try {
            var master = new ModbusTCPMaster(address, port, TIMEOUT, false);
            master.connect();
            long due = System.nanoTime();
            while (true) {
                var _ = master.readMultipleRegisters(UNIT, 0, REGISTERS);
                due += SECOND;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
        } catch (ModbusException e) {
            throw new IllegalStateException(address, e);
        } catch (Exception e) {
            throw new IllegalStateException(address + " cannot be reached", e);
        }
    }
}
