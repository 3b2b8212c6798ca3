package io.polymeter.modbus.server;

import java.nio.ByteBuffer;

/// The buffers for TLS records that all connections of a loop share.
final class TlsBuffers {

    /// The longest record that JSSE takes: 16 KiB, or 32 KiB from peers that break the rule, and header, nonce,
    /// padding and tag.
    static final int RECORD = 33 * 1024;

    final ByteBuffer in = ByteBuffer.allocateDirect(2 * RECORD);
    final ByteBuffer out = ByteBuffer.allocateDirect(2 * RECORD);
}
