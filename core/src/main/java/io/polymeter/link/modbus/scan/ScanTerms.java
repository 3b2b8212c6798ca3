package io.polymeter.link.modbus.scan;

import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.serial.SerialParameters;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How to search.
///
/// @param units in this order
/// @param all true where a person named the units: then all are asked
/// @param timeout how long to wait for a reply
/// @param line of a serial port, null: the usual ones
/// @param opener connects to what is neither plain TCP nor a serial port
public record ScanTerms(
        List<Integer> units,
        boolean all,
        Duration timeout,
        @Nullable SerialParameters line,
        Opener opener) {

    /// The unit ids devices usually have. What is on a line counts from 1; 11 is Huawei's meter.
    public static final List<Integer> USUAL_UNITS =
            List.of(1, 2, 3, 126, 127, 240, 200, 71, 247, 100, 4, 5, 6, 7, 8, 9, 10, 11);

    public ScanTerms {
        units = List.copyOf(units);
    }

    /// Connects to an endpoint.
    @FunctionalInterface
    public interface Opener {

        /// Connects within the timeout.
        ///
        /// @throws IOException where there is no connection
        ModbusClient open(Endpoint endpoint, Duration timeout) throws IOException;
    }
}
