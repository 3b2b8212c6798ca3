package io.polymeter.app.notify;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.message.Message;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What is told: that something has begun, or is over.
///
/// @param event what it is, e.g. `meter-stale`
/// @param subject what it is about
/// @param since when it began
/// @param over true where it is over
record Event(String event, String subject, Message sentence, Instant since, boolean over) {

    /// A trial, so that somebody can see whether it arrives.
    static Event test(Instant now) {
        return new Event(
                "test", "polymeter", Message.of("notify-test", "This is a test: notifications arrive."), now, false);
    }

    String json() {
        return JsonText.of(new JsonObject()
                .put("event", event)
                .put("subject", subject)
                .put("sentence", sentence.text())
                .put("code", sentence.code())
                .put("params", sentence.params())
                .put("since", since.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("over", over)
                .build());
    }
}
