package io.polymeter.link.sparkplug;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;

/// Whether the primary host is there, by its STATE messages (specification 5.4, 5.5 and 6.4.22). One that is older than
/// the latest changes nothing. For one thread.
final class PrimaryHostState {

    private static final int LONGEST = 1000;

    private boolean online;
    private long latest = Long.MIN_VALUE;

    /// Takes a message.
    ///
    /// @return false where it is none, or older than the latest
    boolean take(byte[] payload) {
        if (payload.length > LONGEST) {
            return false;
        }
        try {
            JsonValue state = JsonValue.parse(payload);
            if (!(state.get("online") instanceof JsonValue.BooleanValue truth)
                    || !(state.get("timestamp") instanceof JsonValue.NumberValue figure)) {
                return false;
            }
            long timestamp = Long.parseLong(figure.literal());
            if (timestamp < latest) {
                return false;
            }
            latest = timestamp;
            online = truth.value();
            return true;
        } catch (JsonException | NumberFormatException _) {
            return false;
        }
    }

    boolean online() {
        return online;
    }

    /// Whether it is there has to be told again, in a new session.
    void forget() {
        online = false;
    }
}
