package io.polymeter.link;

/// The way to change this installation's configuration from afar.
public interface Reconfiguration {

    /// Where a configuration stands.
    enum Phase {
        /// It is what runs.
        KEPT,
        /// It runs for the time being, and goes by itself if it does not do well.
        ON_TRIAL,
        /// It has errors, or could not be written; the one before runs on.
        REFUSED,
        /// It did not do well; the one before runs again.
        ROLLED_BACK
    }

    /// The latest configuration that somebody wanted, and what became of it.
    ///
    /// @param hash SHA-256 of its text, in hexadecimal
    /// @param reason in words, empty where there is nothing to say
    record State(String hash, Phase phase, String reason) {}

    /// Where it stands now.
    State state();

    /// Checks a text and goes over to it on trial, on a thread of its own. Whatever is wrong is in the state. Never
    /// waits.
    ///
    /// @param link over which it came; while that does not work, neither does the configuration
    void offer(byte[] text, String link);
}
