package io.polymeter.link.telegram;

import io.polymeter.message.Message;

/// Cuts a stream of bytes into telegrams. Telegrams do not depend on how the stream was cut; after noise the next
/// whole one is found; memory is bounded.
public interface TelegramParser {

    /// Takes the next bytes.
    void take(byte[] bytes, int count, TelegramSink sink);

    /// What the bytes of the last seconds look like where no telegram is among them, and what to do; an empty
    /// message: nothing can be said. The same cause has the same words, without figures: it is told once.
    Message suspicion();
}
