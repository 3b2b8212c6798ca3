package io.polymeter.modbus.serial;

import static java.lang.foreign.ValueLayout.ADDRESS;
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

/// The calls of the C library that make and use a pseudo-terminal, on 64-bit Linux.
@SuppressWarnings("restricted")
final class PtyCalls {

    static final short POLLIN = 1;
    static final short POLLOUT = 4;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int EAGAIN = 11;

    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int EFD_CLOEXEC = 0x80000;
    // struct termios has 60 bytes with glibc and musl.
    private static final int TERMIOS_BYTES = 128;
    private static final int NAME_BYTES = 128;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle POSIX_OPENPT = intCall("posix_openpt", JAVA_INT);
    private static final MethodHandle GRANTPT = intCall("grantpt", JAVA_INT);
    private static final MethodHandle UNLOCKPT = intCall("unlockpt", JAVA_INT);
    private static final MethodHandle PTSNAME_R = intCall("ptsname_r", JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle OPEN =
            find("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE = intCall("close", JAVA_INT);
    private static final MethodHandle EVENTFD = intCall("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle POLL = intCall("poll", ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle TCGETATTR = intCall("tcgetattr", JAVA_INT, ADDRESS);
    private static final MethodHandle TCSETATTR = intCall("tcsetattr", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle CFMAKERAW = find("cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle READ =
            find("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            find("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private PtyCalls() {}

    private static MethodHandle intCall(String name, MemoryLayout... arguments) {
        return find(name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static MethodHandle find(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = Linker.Option.captureCallState("errno");
        MemorySegment symbol = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(symbol, type, all);
    }

    /// A new pseudo-terminal's master side, raw and non-blocking.
    static int openMaster() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int master = (int) POSIX_OPENPT.invokeExact(state, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
            check(master, state, "posix_openpt");
            check((int) GRANTPT.invokeExact(state, master), state, "grantpt");
            check((int) UNLOCKPT.invokeExact(state, master), state, "unlockpt");
            MemorySegment termios = arena.allocate(TERMIOS_BYTES, Long.BYTES);
            check((int) TCGETATTR.invokeExact(state, master, termios), state, "tcgetattr");
            CFMAKERAW.invokeExact(state, termios);
            check((int) TCSETATTR.invokeExact(state, master, 0, termios), state, "tcsetattr");
            return master;
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    static String slaveName(int master) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment name = arena.allocate(NAME_BYTES);
            int error = (int) PTSNAME_R.invokeExact(state, master, name, (long) NAME_BYTES);
            if (error != 0) {
                throw new IOException("ptsname_r failed with error " + error);
            }
            return name.getString(0);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    static int open(String path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment name = arena.allocateFrom(path);
            return check((int) OPEN.invokeExact(state, name, O_RDWR | O_NOCTTY | O_CLOEXEC), state, "open " + path);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    /// A counter that [#poll] can wait for: how a closing thread wakes a reading one.
    static int openEvent() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return check((int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC), state, "eventfd");
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    static void close(int file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            check((int) CLOSE.invokeExact(state, file), state, "close");
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    /// Reads up to `memory.byteSize()` bytes; -1 where none are there, or the call was interrupted.
    static int read(int file, MemorySegment memory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return transferred((long) READ.invokeExact(state, file, memory, memory.byteSize()), state);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    /// Writes some of `memory`; -1 where there is no room, or the call was interrupted.
    static int write(int file, MemorySegment memory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            return transferred((long) WRITE.invokeExact(state, file, memory, memory.byteSize()), state);
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    /// Waits until `file` is ready for `event`, or anything happens to `wake`, or until the timeout.
    static void poll(int file, short event, int wake, int millis) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment files = arena.allocate(16, 8);
            files.set(JAVA_INT, 0, file);
            files.set(JAVA_SHORT, 4, event);
            files.set(JAVA_INT, 8, wake);
            files.set(JAVA_SHORT, 12, POLLIN);
            int ready = (int) POLL.invokeExact(state, files, 2L, millis);
            if (ready < 0 && (int) ERRNO.get(state, 0L) != EINTR) {
                throw new IOException("poll failed with error " + (int) ERRNO.get(state, 0L));
            }
        } catch (Throwable t) {
            throw failure(t);
        }
    }

    private static int transferred(long count, MemorySegment state) throws IOException {
        if (count >= 0) {
            return (int) count;
        }
        int error = (int) ERRNO.get(state, 0L);
        if (error == EAGAIN || error == EINTR) {
            return -1;
        }
        throw new IOException("error " + error);
    }

    private static int check(int result, MemorySegment state, String call) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed with error " + (int) ERRNO.get(state, 0L));
        }
        return result;
    }

    private static IOException failure(Throwable t) {
        return switch (t) {
            case IOException e -> e;
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new IllegalStateException(t);
        };
    }
}
