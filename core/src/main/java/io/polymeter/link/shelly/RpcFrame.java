package io.polymeter.link.shelly;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.view.ShownValues;
import org.jspecify.annotations.Nullable;

/// A call as it comes over WebSocket, UDP, MQTT and `POST /rpc`.
///
/// @param id what the answer has to repeat; null: none is wanted
/// @param source who calls; null where it does not say
/// @param parameters an object, or null
record RpcFrame(@Nullable JsonValue id, @Nullable String source, String method, JsonValue parameters) {

    /// What is asked and answered over UDP says no name.
    private static final String UNKNOWN = "unknown";

    /// Reads a call, null where it is none.
    static @Nullable RpcFrame parse(byte[] text) {
        try {
            return of(JsonValue.parse(text));
        } catch (JsonException _) {
            return null;
        }
    }

    /// Reads a call, null where it is none.
    static @Nullable RpcFrame of(JsonValue frame) {
        String method = frame.text("method");
        if (method == null || method.isEmpty()) {
            return null;
        }
        JsonValue parameters = frame.get("params");
        JsonValue id = frame.get("id");
        boolean plain = id instanceof JsonValue.NumberValue || id instanceof JsonValue.StringValue;
        return new RpcFrame(
                plain ? id : null,
                frame.text("src"),
                method,
                parameters == null ? JsonValue.NullValue.NULL : parameters);
    }

    /// The answer.
    ///
    /// @return null where none is sent
    byte @Nullable [] answer(RpcAnswer answer, String device) {
        if (id == null) {
            return null;
        }
        JsonObject frame =
                new JsonObject().put("id", id).put("src", device).put("dst", source == null ? UNKNOWN : source);
        return switch (answer) {
            case RpcAnswer.Silence _ -> null;
            case RpcAnswer.Result(JsonValue value) -> bytes(frame.put("result", value));
            case RpcAnswer.Values(JsonValue value, ShownValues _) -> bytes(frame.put("result", value));
            case RpcAnswer.Failure failure -> bytes(frame.put("error", failure.json()));
        };
    }

    private static byte[] bytes(JsonObject frame) {
        return JsonText.bytes(frame.build());
    }
}
