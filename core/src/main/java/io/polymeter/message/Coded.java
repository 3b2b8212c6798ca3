package io.polymeter.message;

/// A fault whose words were made for people.
public interface Coded {

    /// What it says.
    Message said();
}
