package io.polymeter.link.modbus.proxy;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.util.concurrent.CompletableFuture;

/// A request of a client, until it is answered.
///
/// @param client whose turn it takes: equal for all connections of one client
/// @param unit for which device behind the connection
/// @param asked when it came, nanoseconds of the monotonic clock
/// @param answer what the client gets; completed once
record PendingRequest(String client, int unit, Request request, long asked, CompletableFuture<Response> answer) {

    /// One that waits from now on.
    static PendingRequest of(String client, int unit, Request request, long now) {
        return new PendingRequest(client, unit, request, now, new CompletableFuture<>());
    }

    /// True if the answer to `other` answers this one too.
    boolean isAnsweredBy(PendingRequest other) {
        return unit == other.unit && request.equals(other.request) && request.onlyReads();
    }

    /// Refuses it, unless it is answered.
    void refuse(ExceptionCode code) {
        answer.complete(new Response.Refusal(request.functionCode(), code));
    }
}
