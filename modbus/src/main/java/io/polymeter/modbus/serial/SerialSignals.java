package io.polymeter.modbus.serial;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// The port library has the whole process ignore SIGHUP and SIGINT from the moment it is loaded: a daemon with a
/// serial port would neither read its configuration again nor end at Ctrl-C. Both are given back to the virtual
/// machine.
final class SerialSignals {

    private static final int HUP = 1;
    private static final int INT = 2;
    private static final int TERM = 15;

    /// More than `struct sigaction` has anywhere.
    private static final long ACTION_BYTES = 512;

    private SerialSignals() {}

    /// The signals this process ignores, lowest bit first; proc(5), `SigIgn`. All of them where that is not known,
    /// so that nothing is changed.
    static long ignored() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("SigIgn:")) {
                    return Long.parseUnsignedLong(line.substring(7).strip(), 16);
                }
            }
        } catch (IOException | NumberFormatException _) {
            // Not Linux.
        }
        return -1;
    }

    /// Gives back what was not ignored before, aside from whoever waits for the port.
    ///
    /// @param before what [#ignored()] was before the library was loaded
    static void restore(long before) {
        if ((before & (mask(HUP) | mask(INT))) != (mask(HUP) | mask(INT))) {
            Thread.ofPlatform().daemon().name("serial-signals").start(() -> copyTermination(before));
        }
    }

    private static long mask(int signal) {
        return 1L << signal - 1;
    }

    /// The virtual machine handles SIGHUP, SIGINT and SIGTERM by one function, and SIGTERM still has it.
    @SuppressWarnings("restricted") // the call is `sigaction` as POSIX declares it
    private static void copyTermination(long before) {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle sigaction = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("sigaction"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
            MemorySegment action = arena.allocate(ACTION_BYTES);
            if ((int) sigaction.invokeExact(TERM, MemorySegment.NULL, action) != 0) {
                return;
            }
            for (int signal : new int[] {HUP, INT}) {
                if ((before & mask(signal)) == 0) {
                    int _ = (int) sigaction.invokeExact(signal, action, MemorySegment.NULL);
                }
            }
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("sigaction cannot be called", e);
        }
    }
}
