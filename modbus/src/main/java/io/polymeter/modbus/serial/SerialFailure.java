package io.polymeter.modbus.serial;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;

import io.polymeter.modbus.serial.SerialException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Says why a port could not be opened, and what to do about it.
final class SerialFailure {

    // errno values are the same on all architectures Linux runs on that matter here.
    private static final int ENOENT = 2;
    private static final int ENXIO = 6;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EBUSY = 16;
    private static final int ENODEV = 19;
    private static final int ENOTTY = 25;

    private SerialFailure() {}

    static void checkPresent(String device) throws SerialException {
        if (isUnix() && !Files.exists(Path.of(device))) {
            throw absent(device);
        }
    }

    static SerialException absent(String device) {
        return new SerialException(
                Reason.ABSENT, "there is no " + device + ": is the adapter plugged in? " + whatThereIs());
    }

    static SerialException noLibrary(String device, LinkageError cause) {
        SerialException failure = new SerialException(
                Reason.UNSUITABLE,
                device + " needs a native library that cannot be loaded: is the temporary directory mounted noexec?"
                        + " Set -DjSerialComm.library.path to a directory that is not");
        failure.initCause(cause);
        return failure;
    }

    /// @param error the operating system's error number
    static SerialException of(String device, SerialParameters parameters, int error) {
        return switch (error) {
            case ENXIO, ENODEV -> absent(device);
            case EACCES -> forbidden(device);
            case ENOTTY -> new SerialException(Reason.UNSUITABLE, device + " is not a serial port");
            case EAGAIN, EBUSY -> busy(device);
            // The port library's own number for "open in this process already" is the one of an absent file.
            case ENOENT -> Files.exists(Path.of(device)) ? busy(device) : absent(device);
            default ->
                new SerialException(
                        Reason.UNSUITABLE,
                        device + " does not work as a serial port at " + parameters + " (error " + error + ")");
        };
    }

    private static SerialException forbidden(String device) {
        String user = System.getProperty("user.name");
        try {
            PosixFileAttributes attributes = Files.readAttributes(Path.of(device), PosixFileAttributes.class);
            String group = attributes.group().getName();
            if (!opensByGroup(attributes)) {
                return new SerialException(
                        Reason.FORBIDDEN,
                        "user " + user + " may not open " + device + ", and nobody but "
                                + attributes.owner().getName()
                                + " may: give it to a group with a udev rule that ends in"
                                + " GROUP=\"dialout\", MODE=\"0660\"");
            }
            return new SerialException(
                    Reason.FORBIDDEN,
                    "user " + user + " may not open " + device + ", which belongs to group " + group
                            + ": sudo usermod -aG " + group + " " + user + ", then log in again");
        } catch (IOException | UnsupportedOperationException _) {
            return new SerialException(Reason.FORBIDDEN, "user " + user + " may not open " + device);
        }
    }

    /// Joining a group helps where the group may read and write; joining root's is no advice at all.
    private static boolean opensByGroup(PosixFileAttributes attributes) {
        return attributes.permissions().containsAll(Set.of(GROUP_READ, GROUP_WRITE))
                && !attributes.group().getName().equals("root");
    }

    private static SerialException busy(String device) {
        String holder = holder(device).map(who -> ": " + who + " has it").orElse(" by another program");
        return new SerialException(Reason.BUSY, device + " is in use" + holder);
    }

    /// The process that has the device open, as far as this user may see that.
    private static Optional<String> holder(String device) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            Path real = Path.of(device).toRealPath();
            return processes
                    .filter(process ->
                            Character.isDigit(process.getFileName().toString().charAt(0)))
                    .filter(process -> hasOpen(process, real))
                    // Our own end of a pseudo-terminal is no explanation where somebody else has it, too.
                    .min(Comparator.comparing(SerialFailure::isThisProcess))
                    .map(SerialFailure::describe);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static boolean hasOpen(Path process, Path device) {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.anyMatch(file -> leadsTo(file, device));
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean leadsTo(Path file, Path device) {
        try {
            return Files.readSymbolicLink(file).equals(device);
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isThisProcess(Path process) {
        return process.endsWith(String.valueOf(ProcessHandle.current().pid()));
    }

    private static String describe(Path process) {
        if (isThisProcess(process)) {
            return "another link of this program";
        }
        Path id = process.getFileName();
        try {
            return Files.readString(process.resolve("comm")).strip() + " (process " + id + ")";
        } catch (IOException _) {
            return "process " + id;
        }
    }

    private static String whatThereIs() {
        try (Stream<Path> links = Files.list(Path.of("/dev/serial/by-id"))) {
            return "There is "
                    + String.join(", ", links.map(Path::toString).sorted().toList());
        } catch (IOException _) {
            return "No USB serial adapter is plugged in";
        }
    }

    private static boolean isUnix() {
        return java.io.File.separatorChar == '/';
    }
}
