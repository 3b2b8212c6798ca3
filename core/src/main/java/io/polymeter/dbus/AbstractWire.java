package io.polymeter.dbus;

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
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A Unix socket with a name outside the file system, which only Linux has and which Java's own sockets cannot
/// name: unix(7), "Address format". For 64-bit systems.
@SuppressWarnings("restricted")
final class AbstractWire implements Wire {

    private static final int AF_UNIX = 1;
    private static final int STREAM_CLOEXEC = 1 | 0x80000;
    private static final int NOSIGNAL = 0x4000;
    private static final int BOTH_WAYS = 2;
    private static final int EINTR = 4;
    /// `sun_path` has 108 bytes, the first of which is NUL here.
    private static final int LONGEST = 107;

    private static final int CHUNK = 65536;

    private final int socket;
    // Those who use the descriptor hold the reading side: it is given back when nobody does.
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private volatile boolean closed;

    private AbstractWire(int socket) {
        this.socket = socket;
    }

    static Wire connect(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST) {
            throw new IOException("unix:abstract=" + name + " is too long");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Calls.STATE);
            int socket = (int) Calls.SOCKET.invokeExact(state, AF_UNIX, STREAM_CLOEXEC, 0);
            if (socket < 0) {
                throw new IOException("no socket: error " + Calls.errno(state));
            }
            AbstractWire wire = new AbstractWire(socket);
            MemorySegment address = arena.allocate(2 + 1 + bytes.length);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 3, bytes.length);
            if ((int) Calls.CONNECT.invokeExact(state, socket, address, (int) address.byteSize()) < 0) {
                wire.close();
                throw new IOException("connection refused (error " + Calls.errno(state) + ")");
            }
            return wire;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(Math.min(length, CHUNK));
            int got = transfer(Calls.RECV, buffer, 0);
            if (got == 0) {
                return -1;
            }
            MemorySegment.copy(buffer, JAVA_BYTE, 0, target, offset, got);
            return got;
        }
    }

    @Override
    public void write(byte[] source) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocateFrom(JAVA_BYTE, source);
            long done = 0;
            while (done < source.length) {
                done += transfer(Calls.SEND, buffer.asSlice(done), NOSIGNAL);
            }
        }
    }

    private int transfer(MethodHandle call, MemorySegment buffer, int flags) throws IOException {
        use.readLock().lock();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Calls.STATE);
            while (!closed) {
                long done = (long) call.invokeExact(state, socket, buffer, buffer.byteSize(), flags);
                if (done >= 0) {
                    return (int) done;
                }
                if (Calls.errno(state) != EINTR) {
                    throw new IOException("the connection is broken (error " + Calls.errno(state) + ")");
                }
            }
            throw new IOException("the connection is closed");
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        } finally {
            use.readLock().unlock();
        }
    }

    @Override
    public boolean pins() {
        return true;
    }

    /// Shutting down wakes whoever reads or writes; the descriptor is given back after they have left.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Calls.STATE);
            int _ = (int) Calls.SHUTDOWN.invokeExact(state, socket, BOTH_WAYS);
            use.writeLock().lock();
            try {
                int _ = (int) Calls.CLOSE.invokeExact(state, socket);
            } finally {
                use.writeLock().unlock();
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// The functions of the C library, looked up when the first such socket is made.
    private static final class Calls {
        private static final StructLayout STATE = Linker.Option.captureStateLayout();
        private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

        private static final MethodHandle SOCKET =
                find("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        private static final MethodHandle CONNECT =
                find("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
        private static final MethodHandle RECV =
                find("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        private static final MethodHandle SEND =
                find("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        private static final MethodHandle SHUTDOWN =
                find("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        private static final MethodHandle CLOSE = find("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        private static MethodHandle find(String name, FunctionDescriptor type) {
            Linker linker = Linker.nativeLinker();
            MemorySegment symbol = linker.defaultLookup().findOrThrow(name);
            return linker.downcallHandle(symbol, type, Linker.Option.captureCallState("errno"));
        }

        private static int errno(MemorySegment state) {
            return (int) ERRNO.get(state, 0L);
        }
    }
}
