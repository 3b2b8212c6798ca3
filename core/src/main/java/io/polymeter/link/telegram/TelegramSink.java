package io.polymeter.link.telegram;

import io.polymeter.message.Message;

/// Takes what was heard on a line.
public interface TelegramSink {

    /// A whole telegram.
    void telegram(Telegram telegram);

    /// Something that began like a telegram and cannot be used. Nothing of it is.
    ///
    /// @param why in words that follow "a telegram is refused: ", e.g. `its checksum is wrong`
    void refused(Message why);
}
