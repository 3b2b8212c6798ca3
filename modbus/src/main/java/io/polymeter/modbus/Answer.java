package io.polymeter.modbus;

import java.util.concurrent.CompletableFuture;

/// What a server does with a request: a [Response] now, nothing at all, or a response later.
public sealed interface Answer permits Response, Answer.Silence, Answer.Later {

    /// No answer is sent.
    Answer SILENCE = new Silence();

    /// No answer is sent; the client runs into its time-out, as with an absent device.
    record Silence() implements Answer {}

    /// The answer comes from elsewhere (a forwarded write), or with the next sample; it is a [Response] or silence. The
    /// connection's following requests wait for it, so answers stay in order. On a serial bus an answer that comes
    /// after the response time is dropped, never sent late.
    record Later(CompletableFuture<? extends Answer> response) implements Answer {}
}
