package io.polymeter.link.platform;

import io.polymeter.link.LinkContext;
import io.polymeter.message.Message;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something that is asked for over and over again.
///
/// @param what for people, e.g. `item Grid_P`
/// @param headers of the request
/// @param body what is sent with POST; null: GET
/// @param every how often
public record Fetch(
        Message what,
        URI uri,
        Map<String, String> headers,
        @Nullable String body,
        Duration every,
        Receiver receiver) {
    public Fetch {
        headers = Map.copyOf(headers);
    }

    /// Something that is asked for with GET.
    public Fetch(Message what, URI uri, Map<String, String> headers, Duration every, Receiver receiver) {
        this(what, uri, headers, null, every, receiver);
    }

    /// Takes an answer; several threads, one answer at a time of each fetch.
    public interface Receiver {

        /// Takes one answer.
        ///
        /// @return what is wrong with it, in words that follow the name of what was asked for; null: nothing
        /// @throws UnusableAnswerException where it is nothing of the kind that was asked for
        @Nullable
        Message receive(HttpReply answer, LinkContext context) throws UnusableAnswerException;
    }

    @Override
    public String toString() {
        return what.text();
    }
}
