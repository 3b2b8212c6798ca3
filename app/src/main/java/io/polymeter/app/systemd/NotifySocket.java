package io.polymeter.app.systemd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/// A UNIX datagram socket to one address, which Java does not have: its UNIX sockets are streams. Linux alone.
final class NotifySocket {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_NOSIGNAL = 0x4000;

    /// `sun_path` of `struct sockaddr_un`, unix(7).
    private static final int LONGEST_PATH = 108;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDTO =
            call("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);

    private final byte[] path;

    /// @param address a path, or `@` and an abstract name
    /// @throws IOException where it is neither
    NotifySocket(String address) throws IOException {
        byte[] bytes = address.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 2 || bytes.length > LONGEST_PATH || (bytes[0] != '/' && bytes[0] != '@')) {
            throw new IOException("NOTIFY_SOCKET is not a path or an abstract name: " + address);
        }
        if (bytes[0] == '@') {
            bytes[0] = 0;
        }
        path = bytes;
    }

    @SuppressWarnings("restricted") // the calls are as POSIX declares them
    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /// Sends one datagram.
    ///
    /// @throws IOException where nobody takes it
    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        long sent;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2 + LONGEST_PATH);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, JAVA_BYTE, 2, path.length);
            MemorySegment message = arena.allocateFrom(JAVA_BYTE, bytes);
            int socket = (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            try {
                sent = (long) SENDTO.invokeExact(
                        socket, message, (long) bytes.length, MSG_NOSIGNAL, address, 2 + path.length);
            } finally {
                int _ = (int) CLOSE.invokeExact(socket);
            }
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("a datagram cannot be sent", e);
        }
        if (sent != bytes.length) {
            throw new IOException("nothing listens at " + new String(path, StandardCharsets.UTF_8));
        }
    }
}
