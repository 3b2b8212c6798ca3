package io.polymeter.link.homeassistant;

import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.MessageQueue;
import io.polymeter.message.Message;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Puts the parts of messages together and hands them on.
final class MessageListener implements WebSocket.Listener {

    private static final int LONGEST = 8 << 20;

    private final MessageQueue messages;
    private final StringBuilder parts = new StringBuilder();

    MessageListener(MessageQueue messages) {
        this.messages = messages;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
        parts.append(text);
        if (parts.length() > LONGEST) {
            messages.end(Message.of("message-too-long", "a message is too long"));
            socket.abort();
            return null;
        }
        if (last) {
            messages.onNext(parts.toString());
            parts.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        messages.end(
                reason.isEmpty()
                        ? Message.of("websocket-closed", "the server closed the WebSocket")
                        : Message.of("websocket-closed-why", "the server closed the WebSocket: {why}", reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        messages.end(HttpFailure.said(failure));
    }
}
