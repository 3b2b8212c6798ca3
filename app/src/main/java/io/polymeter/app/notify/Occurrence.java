package io.polymeter.app.notify;

import io.polymeter.message.Message;

/// Something that somebody should know of, while it lasts.
///
/// @param event what it is, e.g. `meter-stale`
/// @param subject what it is about, e.g. a meter
/// @param serious true where consumers do not get what they should
/// @param sentence for a person
public record Occurrence(String event, String subject, boolean serious, Message sentence) {

    /// A battery swings on what an output serves.
    private static final String LOOP = "loop-alarm";

    /// A swing for which the loop is to blame.
    ///
    /// @param output whose consumer swings
    /// @param sentence for a person
    public static Occurrence loop(String output, Message sentence) {
        return new Occurrence(LOOP, output, false, sentence);
    }

    /// What makes it the same as another one: the words may change while it lasts, and one cause has many effects. A
    /// swing is no effect of anything else that is told of its output.
    String key() {
        return subject + (event.equals(LOOP) ? " ~" : serious ? " !" : " ?");
    }
}
