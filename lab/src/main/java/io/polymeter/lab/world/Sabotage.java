package io.polymeter.lab.world;

import io.polymeter.link.Clock;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.store.MeterStore;

/// Defects put into the program, to see that they are found.
public interface Sabotage {

    /// Nothing.
    Sabotage NONE = new Sabotage() {};

    /// Stands before what answers at TCP ports.
    ///
    /// @param meters the meters of the program
    default RequestHandler handler(MeterStore meters, Clock clock, RequestHandler handler) {
        return handler;
    }

    /// Decides who may connect.
    ///
    /// @param honest what the program says
    default boolean admits(boolean honest) {
        return honest;
    }

    /// Stands between the program and its time.
    default Clock clock(Clock clock) {
        return clock;
    }

    /// Stands between the program and its serial port.
    default SerialOpener serial(SerialOpener opener, Clock clock) {
        return opener;
    }
}
