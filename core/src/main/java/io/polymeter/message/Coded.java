package io.polymeter.message;

import io.polymeter.modbus.fault.Worded;
import io.polymeter.modbus.fault.Wording;

/// A fault whose words were made for people.
public interface Coded extends Worded {

    /// What it says.
    Message said();

    @Override
    default Wording wording() {
        return said().wording();
    }
}
