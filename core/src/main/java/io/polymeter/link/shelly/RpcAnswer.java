package io.polymeter.link.shelly;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputCounters;
import io.polymeter.view.Served;
import io.polymeter.view.ShownValues;

/// What a method gives.
sealed interface RpcAnswer {

    /// No such method.
    int NO_HANDLER = 404;
    int INVALID_ARGUMENT = -103;
    int NOT_FOUND = -105;
    int UNAVAILABLE = -114;

    /// A result without values of the meter.
    record Result(JsonValue value) implements RpcAnswer {}

    /// A result with values of the meter.
    ///
    /// @param from where they are from
    record Values(JsonValue value, ShownValues from) implements RpcAnswer {}

    /// A refusal.
    ///
    /// @param reason why, for the counters
    record Failure(int code, String message, OutputCounters.Reason reason) implements RpcAnswer {

        JsonObject json() {
            return new JsonObject().put("code", code).put("message", message);
        }
    }

    /// There are no values, and the consumer is not to be answered.
    record Silence() implements RpcAnswer {}

    static RpcAnswer result(JsonObject object) {
        return new Result(object.build());
    }

    static RpcAnswer values(JsonObject object, ShownValues from) {
        return new Values(object.build(), from);
    }

    static RpcAnswer unavailable(Served.Reason reason) {
        return new Failure(
                UNAVAILABLE,
                "no values from the meter",
                reason == Served.Reason.STALE ? OutputCounters.Reason.STALE : OutputCounters.Reason.NOT_RECEIVED);
    }
}
