package io.polymeter.modbus.serial;

/// Where serial lines come from; a seam, so that a simulated world can stand in for the machine's ports.
@FunctionalInterface
public interface SerialOpener {

    /// The ports of this machine: `/dev/ttyUSB0`, `/dev/ttyACM0`, `/dev/pts/3`, and links such as
    /// `/dev/serial/by-id/…`.
    static SerialOpener system() {
        return SerialPortLine::open;
    }

    /// Opens a line, for nobody else at the same time.
    ///
    /// @throws SerialException in words a person can act on
    SerialLine open(String device, SerialParameters parameters) throws SerialException;
}
