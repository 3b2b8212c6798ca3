package io.polymeter.modbus.serial;

import io.polymeter.modbus.serial.RtuSettings.Echo;

/// Recognises our own bytes when the adapter hands them back, so that a reply is never taken for somebody's
/// request.
///
/// An echo can only be the very first thing received after sending. Whether an adapter echoes is learned from the
/// first reply that says so clearly; it does not change while a port is open. Some replies (05, 06, 08, 22) equal
/// their request byte for byte. As long as nothing is known, such a copy is taken for an echo, if it comes soon:
/// a client that really repeated itself asks once more, and then it is known.
final class RtuEcho {

    // Past the time on the wire: the latency of USB adapters (16 ms) and of a busy machine.
    private static final long SOON = 40_000_000;

    private final byte[] sent = new byte[256];
    private final boolean client;
    private Echo mode;
    private int length;
    private int matched;
    private int released;
    private boolean complete;
    private long until;

    private RtuEcho(Echo mode, boolean client) {
        this.mode = mode;
        this.client = client;
    }

    static RtuEcho ofServer(Echo mode) {
        return new RtuEcho(mode, false);
    }

    static RtuEcho ofClient(Echo mode) {
        return new RtuEcho(mode, true);
    }

    /// What has been sent, and when the last byte of it will have left the wire.
    void sent(byte[] bytes, int count, long gone) {
        if (mode == Echo.NO) {
            return;
        }
        System.arraycopy(bytes, 0, sent, 0, count);
        length = client && mode == Echo.AUTOMATIC && ambiguous() ? 0 : count;
        matched = 0;
        until = gone + SOON;
    }

    /// How many of the first bytes of `chunk` are echo. See [#released].
    int swallow(byte[] chunk, int count, long now) {
        released = 0;
        complete = false;
        if (length == 0) {
            return 0;
        }
        if (mode == Echo.AUTOMATIC && matched == 0 && now > until) {
            return settle(Echo.NO);
        }
        int at = 0;
        while (at < count && matched < length) {
            if (chunk[at] != sent[matched]) {
                released = matched - at;
                return settle(mode == Echo.YES ? Echo.YES : Echo.NO);
            }
            at++;
            matched++;
        }
        if (matched == length) {
            complete = true;
            settle(mode == Echo.YES || !ambiguous() ? Echo.YES : Echo.AUTOMATIC);
        }
        return at;
    }

    /// How many bytes, withheld by earlier calls of [#swallow], turned out to be no echo: the first ones of what
    /// was sent. They come before the chunk.
    int released() {
        return released;
    }

    /// Whether the last call of [#swallow] found the end of an echo.
    boolean complete() {
        return complete;
    }

    /// What was sent last.
    byte[] bytes() {
        return sent;
    }

    private int settle(Echo known) {
        mode = known;
        length = 0;
        return 0;
    }

    private boolean ambiguous() {
        return switch (sent[1]) {
            case 5, 6, 8, 22 -> true;
            default -> false;
        };
    }
}
