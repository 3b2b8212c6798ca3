package io.polymeter.modbus.server;

/// What a listener has seen since it was opened; a snapshot.
///
/// @param open connections now
/// @param accepted connections taken
/// @param notAdmitted connections refused by the allow list
/// @param overLimit connections refused, or thrown out for a newcomer, by the connection limits
/// @param timedOut connections closed because they were idle, did not take their answers, or did not finish a
///     handshake
/// @param protocolErrors connections closed for bytes that are no Modbus/TCP frame, or a broken TLS record
/// @param handshakeFailures TLS handshakes that failed
/// @param requests requests received, whatever became of them
/// @param refusals answers with an exception code
/// @param silent requests left without an answer on purpose
/// @param failures requests answered with exception 4 because answering them went wrong inside
public record ServerCounters(
        int open,
        long accepted,
        long notAdmitted,
        long overLimit,
        long timedOut,
        long protocolErrors,
        long handshakeFailures,
        long requests,
        long refusals,
        long silent,
        long failures) {}
