package io.polymeter.modbus.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.SerialException.Reason;
import java.util.concurrent.locks.ReentrantLock;

/// A port of this machine through jSerialComm.
///
/// The operating system's read time-out counts in tenths of a second, so a longer wait is made of such slices and
/// what is left over polls. A byte that arrives during a slice ends it at once.
final class SerialPortLine implements SerialLine {

    private static final long SLICE = 100_000_000;
    private static final int SLICE_MILLIS = 100;

    // Time has passed since a wait of one slice was asked for: it must not become polling for that.
    private static final long NEARLY_A_SLICE = SLICE - 10_000_000;
    private static final long POLL = 200_000;

    private final SerialPort port;
    private final String name;
    private final boolean paced;
    // Held while the port's handle is in use by a read, so that closing never pulls it away under one.
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean closed;

    private SerialPortLine(SerialPort port, String name) {
        this.port = port;
        this.name = name;
        this.paced = !isPseudoTerminal(port);
    }

    static SerialLine open(String device, SerialParameters parameters) throws SerialException {
        SerialFailure.checkPresent(device);
        SerialPort port = find(device);
        // The kernel knows from the device tree whether a port drives RS485; leave that as the installer set it.
        port.disableRs485ModeControl();
        set(port, parameters);
        port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, SLICE_MILLIS, 0);
        if (!port.openPort(0)) {
            throw SerialFailure.of(device, parameters, port.getLastErrorCode());
        }
        SerialLatency.lower(port.getSystemPortPath());
        return new SerialPortLine(port, device);
    }

    private static SerialPort find(String device) throws SerialException {
        try {
            SerialLibrary.load();
            return SerialPort.getCommPort(device);
        } catch (SerialPortInvalidPortException e) {
            throw SerialFailure.absent(device);
        } catch (LinkageError e) {
            throw SerialFailure.noLibrary(device, e);
        }
    }

    /// A pseudo-terminal has eight bits and no parity, and opening it a second time with anything else fails.
    private static boolean set(SerialPort port, SerialParameters parameters) {
        boolean pseudo = isPseudoTerminal(port);
        return port.setComPortParameters(
                parameters.baud(),
                pseudo ? 8 : parameters.dataBits(),
                stopBits(parameters),
                pseudo ? SerialPort.NO_PARITY : parity(parameters));
    }

    private static boolean isPseudoTerminal(SerialPort port) {
        return port.getSystemPortPath().startsWith("/dev/pts/");
    }

    private static int stopBits(SerialParameters parameters) {
        return parameters.stopBits() == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT;
    }

    private static int parity(SerialParameters parameters) {
        return switch (parameters.parity()) {
            case NONE -> SerialPort.NO_PARITY;
            case EVEN -> SerialPort.EVEN_PARITY;
            case ODD -> SerialPort.ODD_PARITY;
        };
    }

    @Override
    public int read(byte[] target, long timeoutNanos) throws SerialException {
        long deadline = System.nanoTime() + Math.min(timeoutNanos, Long.MAX_VALUE / 4);
        reading.lock();
        try {
            while (true) {
                long left = deadline - System.nanoTime();
                int count = left >= NEARLY_A_SLICE ? take(target) : takeWhatIsThere(target);
                if (count != 0 || left <= 0) {
                    return count;
                }
                if (left < NEARLY_A_SLICE) {
                    Ticker.SYSTEM.sleep(Math.min(left, POLL));
                }
            }
        } finally {
            reading.unlock();
        }
    }

    private int takeWhatIsThere(byte[] target) throws SerialException {
        checkOpen();
        int available = port.bytesAvailable();
        if (available < 0) {
            throw vanished();
        }
        return available == 0 ? 0 : take(target);
    }

    private int take(byte[] target) throws SerialException {
        checkOpen();
        int count = port.readBytes(target, target.length);
        if (count < 0) {
            throw vanished();
        }
        return count;
    }

    @Override
    public void write(byte[] bytes, int length) throws SerialException {
        writing.lock();
        try {
            int sent = 0;
            while (sent < length) {
                checkOpen();
                int count = port.writeBytes(bytes, length - sent, sent);
                if (count < 0) {
                    throw vanished();
                }
                sent += count;
            }
        } finally {
            writing.unlock();
        }
    }

    /// What was sent before still leaves at the old rate.
    @Override
    public void change(SerialParameters parameters) throws SerialException {
        writing.lock();
        try {
            checkOpen();
            if (!set(port, parameters)) {
                throw SerialFailure.of(name, parameters, port.getLastErrorCode());
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean paced() {
        return paced;
    }

    @Override
    public void close() {
        closed = true;
        reading.lock();
        writing.lock();
        try {
            port.closePort();
        } finally {
            writing.unlock();
            reading.unlock();
        }
    }

    private void checkOpen() throws SerialException {
        if (closed) {
            throw new SerialException(Reason.CLOSED, Wording.of("serial-closed", "{device} was closed", name));
        }
    }

    private SerialException vanished() {
        return new SerialException(Reason.VANISHED, Wording.of("serial-gone", "{device} is gone (unplugged?)", name));
    }
}
