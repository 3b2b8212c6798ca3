package io.polymeter.modbus.server;

import java.time.Duration;

/// What one listener grants its clients. All durations are positive.
///
/// When `connections` or `perAddress` is reached, the newcomer takes the place of the connection that has been quiet
/// longest (for `perAddress`, of those from its own address), if that one has been quiet for `quiet`, or for a second
/// and never asked anything; else of the quietest from the address with the most, if the newcomer's has fewer by two;
/// else it is refused.
/// So neither clients that vanished without a word nor one address that takes all it gets lock a house out, and a storm
/// of newcomers never throws out a client that is at work. (Modbus Messaging on TCP/IP Implementation Guide V1.0b,
/// 4.3.1.1, closes the oldest unused connection.)
///
/// @param connections how many connections at once, 1 or more
/// @param perAddress how many connections at once from one IP address, 1 or more
/// @param idle a connection without a whole request for so long is closed, which also ends half-open ones
/// @param write a client that takes no byte of its answers for so long is closed, and one that does not finish a
///     request which it has begun
/// @param handshake a TLS handshake that is not done by then is given up
/// @param quiet a connection that asked nothing for so long may lose its place to a newcomer
public record ServerLimits(
        int connections, int perAddress, Duration idle, Duration write, Duration handshake, Duration quiet) {

    /// A connection that asked nothing for so long may lose its place to a newcomer.
    public static final Duration QUIET = Duration.ofSeconds(30);

    /// A connection that never asked anything may lose its place after so long.
    static final Duration UNASKED = Duration.ofSeconds(1);

    /// With [#QUIET].
    public ServerLimits(int connections, int perAddress, Duration idle, Duration write, Duration handshake) {
        this(connections, perAddress, idle, write, handshake, QUIET);
    }

    /// 1024 connections, all of which may come from one address; idle 10 min, write 10 s, handshake 10 s.
    public static final ServerLimits DEFAULT =
            new ServerLimits(1024, 1024, Duration.ofMinutes(10), Duration.ofSeconds(10), Duration.ofSeconds(10));

    public ServerLimits {
        if (connections < 1 || perAddress < 1) {
            throw new IllegalArgumentException("a listener takes at least one connection");
        }
        if (!idle.isPositive() || !write.isPositive() || !handshake.isPositive() || !quiet.isPositive()) {
            throw new IllegalArgumentException("time limits are positive");
        }
    }

    /// The shortest of the time limits.
    Duration shortest() {
        Duration shortest = idle.compareTo(write) < 0 ? idle : write;
        return shortest.compareTo(handshake) < 0 ? shortest : handshake;
    }
}
