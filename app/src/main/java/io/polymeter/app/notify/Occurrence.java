package io.polymeter.app.notify;

/// Something that somebody should know of, while it lasts.
///
/// @param event what it is, e.g. `meter-stale`
/// @param subject what it is about, e.g. a meter
/// @param serious true where consumers do not get what they should
/// @param sentence for a person
public record Occurrence(String event, String subject, boolean serious, String sentence) {

    /// What makes it the same as another one: the words may change while it lasts, and one cause has many effects.
    String key() {
        return subject + (serious ? " !" : " ?");
    }
}
