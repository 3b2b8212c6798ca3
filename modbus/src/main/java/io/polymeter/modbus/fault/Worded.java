package io.polymeter.modbus.fault;

/// A fault whose words can be taken apart.
public interface Worded {

    /// What it says; its text is the message of the exception.
    Wording wording();
}
