package io.polymeter.app.api;

import io.polymeter.json.JsonObject;
import io.polymeter.message.Message;

/// One thing to know of what runs.
///
/// @param code for programs
/// @param subject the meter, output or link
/// @param sentence without its full stop
/// @param reason further words, may be empty
/// @param place where a device is now that has moved, may be empty
record Concern(Level level, String code, String subject, Message sentence, Message reason, String place) {

    /// No further words.
    static final Message NOTHING = Message.verbatim("");

    /// How bad it is.
    enum Level {
        /// Worth knowing; all is well.
        NOTE,
        /// Somebody should look.
        ATTENTION,
        /// Consumers do not get what they should.
        PROBLEM
    }

    Concern(Level level, String code, String subject, Message sentence, Message reason) {
        this(level, code, subject, sentence, reason, "");
    }

    /// The sentence with its reason.
    Message told() {
        if (reason.isEmpty()) {
            return whole();
        }
        return reason.text().endsWith("?")
                ? Message.of("about-3", "{name}: {why}", sentence, reason)
                : Message.of("told-why", "{what}: {why}.", sentence, reason);
    }

    /// The sentence alone.
    Message whole() {
        return Message.of("told", "{what}.", sentence);
    }

    JsonObject params() {
        return new JsonObject().put("name", subject).put("place", place);
    }
}
