package io.polymeter.modbus.client;

import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.fault.Wording;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// How one client wraps its requests and knows their replies. What cannot be mistaken for the reply is dropped and
/// counted; what could be is a [ProtocolException].
sealed interface ReplyFraming permits MbapReplies, RtuReplies {

    /// Room for any frame of either kind.
    int BUFFER = 512;

    /// Which of them is the reply cannot be told.
    Wording SEVERAL = Wording.of("several-replies", "more than one reply to one request");

    /// A new connection: nothing of the last one is known here.
    void connected();

    /// Bytes came that nobody asked for.
    ///
    /// @throws ProtocolException if they could belong to the next reply
    void unasked(ByteBuffer in);

    /// Appends the frame of a request to `out`; from now on only its reply is right.
    ///
    /// @param transaction 0 to 65535, used once in a while only
    void ask(int transaction, int unit, Request request, ByteBuffer out);

    /// Takes received bytes.
    ///
    /// @return the reply, or null while it is not there
    /// @throws UnfitReplyException if it is the reply, but not with what was asked for
    /// @throws ProtocolException if the stream is in doubt
    @Nullable
    Response next(ByteBuffer in) throws UnfitReplyException;

    /// Whether bytes are held that are no whole frame yet.
    boolean isOpen();

    /// Nothing more has come for a while, although [#isOpen].
    ///
    /// @return the reply, if it stands behind what looks like the beginning of something longer
    @Nullable
    Response silence() throws UnfitReplyException;

    /// How many replies came that were not asked for now, so far.
    long late();

    /// What came instead of the reply to what was asked last, for people; null where nothing did.
    @Nullable
    Wording instead();

    /// Whether a reply is held that would be the right one but for what names it, so that it is worth waiting a
    /// little whether a better one comes.
    boolean holdsCandidate();

    /// Nothing better came.
    ///
    /// @return the held reply if it deviates as those before did; null where that is not known yet, and
    ///     asking once more will tell
    @Nullable
    Response settle() throws UnfitReplyException;

    /// The time for the reply is over.
    ///
    /// @return true if the connection can be kept, because a late reply will be known as one
    boolean unanswered();

    /// Whether nothing but their form tells replies apart, on this connection and on the next.
    boolean formOnly();

    /// A framing of this kind.
    static ReplyFraming of(ClientSettings.Framing framing, LineMemory memory) {
        return switch (framing) {
            case MBAP -> new MbapReplies(memory.deviations());
            case RTU -> new RtuReplies(memory);
        };
    }
}
