package io.polymeter.fleet.demo;

/// How large a storm is.
///
/// @param rate messages a second
/// @param seconds each of its parts takes
/// @param connections to a front
public record StormTerms(int sites, int rate, int seconds, int connections, long seed) {

    public StormTerms {
        if (sites < 1 || rate < 1 || seconds < 1 || connections < 1) {
            throw new IllegalArgumentException("a storm has at least one of each");
        }
    }
}
