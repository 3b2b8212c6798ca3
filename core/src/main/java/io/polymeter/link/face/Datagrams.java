package io.polymeter.link.face;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Answers datagrams.
@FunctionalInterface
public interface Datagrams {

    /// Gives the answer, null where there is none.
    byte @Nullable [] answer(byte[] request, InetSocketAddress from);
}
