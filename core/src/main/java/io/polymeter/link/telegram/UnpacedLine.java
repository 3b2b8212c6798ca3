package io.polymeter.link.telegram;

import io.polymeter.modbus.serial.SerialLine;

/// A line that is no port of this machine: nothing paces its bytes, and no platform thread waits for them.
interface UnpacedLine extends SerialLine {

    @Override
    default boolean paced() {
        return false;
    }

    @Override
    default boolean pinsThread() {
        return false;
    }
}
