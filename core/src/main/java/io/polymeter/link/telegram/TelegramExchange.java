package io.polymeter.link.telegram;

import io.polymeter.config.LineFormat;
import io.polymeter.modbus.serial.SerialLine;
import java.io.IOException;
import java.util.List;

/// What is spoken on an open line.
public interface TelegramExchange {

    /// What a line may look like on which it is spoken, the likeliest first.
    List<LineFormat> formats();

    /// Speaks and listens until the line is gone, is to be opened anew ([TelegramReception#isLost]), or the thread is
    /// interrupted.
    ///
    /// @param line open, in the first of the [#formats]
    void run(SerialLine line, TelegramReception hearing) throws IOException, InterruptedException;
}
