package io.polymeter.config;

/// What a consumer does with an output's values, where that forbids something.
public enum OutputRole {
    /// It keeps a limit, such as that of the feed-in: its values are never changed, nor made much later.
    LIMIT
}
