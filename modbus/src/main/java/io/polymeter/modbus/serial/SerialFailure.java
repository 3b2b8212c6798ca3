package io.polymeter.modbus.serial;

import static java.nio.file.attribute.PosixFilePermission.GROUP_READ;
import static java.nio.file.attribute.PosixFilePermission.GROUP_WRITE;

import io.polymeter.modbus.fault.Wording;
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
                Reason.ABSENT,
                Wording.of(
                        "serial-absent",
                        "there is no {device}: is the adapter plugged in? {there}",
                        device,
                        whatThereIs()));
    }

    static SerialException noLibrary(String device, LinkageError cause) {
        SerialException failure = new SerialException(
                Reason.UNSUITABLE,
                Wording.of(
                        "serial-no-library",
                        "{device} needs a native library that cannot be loaded: is the temporary directory mounted"
                                + " noexec? Set -DjSerialComm.library.path to a directory that is not",
                        device));
        failure.initCause(cause);
        return failure;
    }

    /// @param error the operating system's error number
    static SerialException of(String device, SerialParameters parameters, int error) {
        return switch (error) {
            case ENXIO, ENODEV -> absent(device);
            case EACCES -> forbidden(device);
            case ENOTTY ->
                new SerialException(
                        Reason.UNSUITABLE, Wording.of("serial-no-port", "{device} is not a serial port", device));
            case EAGAIN, EBUSY -> busy(device);
            // The port library's own number for "open in this process already" is the one of an absent file.
            case ENOENT -> Files.exists(Path.of(device)) ? busy(device) : absent(device);
            default ->
                new SerialException(
                        Reason.UNSUITABLE,
                        Wording.of(
                                "serial-unsuitable",
                                "{device} does not work as a serial port at {parameters} (error {error})",
                                device,
                                parameters,
                                error));
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
                        Wording.of(
                                "serial-forbidden-owner",
                                "user {user} may not open {device}, and nobody but {owner} may: give it to a group with"
                                        + " a udev rule that ends in GROUP=\"dialout\", MODE=\"0660\"",
                                user,
                                device,
                                attributes.owner().getName()));
            }
            return new SerialException(
                    Reason.FORBIDDEN,
                    Wording.of(
                            "serial-forbidden-group",
                            "user {user} may not open {device}, which belongs to group {group}: {command},"
                                    + " then log in again",
                            user,
                            device,
                            group,
                            "sudo usermod -aG " + group + " " + user));
        } catch (IOException | UnsupportedOperationException _) {
            return new SerialException(
                    Reason.FORBIDDEN,
                    Wording.of("serial-forbidden", "user {user} may not open {device}", user, device));
        }
    }

    /// Joining a group helps where the group may read and write; joining root's is no advice at all.
    private static boolean opensByGroup(PosixFileAttributes attributes) {
        return attributes.permissions().containsAll(Set.of(GROUP_READ, GROUP_WRITE))
                && !attributes.group().getName().equals("root");
    }

    private static SerialException busy(String device) {
        return new SerialException(
                Reason.BUSY,
                holder(device)
                        .map(who -> Wording.of("serial-busy-holder", "{device} is in use: {who} has it", device, who))
                        .orElseGet(() -> Wording.of("serial-busy", "{device} is in use by another program", device)));
    }

    /// The process that has the device open, as far as this user may see that.
    private static Optional<Wording> holder(String device) {
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

    private static Wording describe(Path process) {
        if (isThisProcess(process)) {
            return Wording.of("holder-this-program", "another link of this program");
        }
        Path id = process.getFileName();
        try {
            String name = Files.readString(process.resolve("comm")).strip();
            return Wording.of("holder-named", "{name} (process {id})", name, id);
        } catch (IOException _) {
            return Wording.of("holder-process", "process {id}", id);
        }
    }

    private static Wording whatThereIs() {
        try (Stream<Path> links = Files.list(Path.of("/dev/serial/by-id"))) {
            return Wording.of(
                    "serial-there-is",
                    "There is {names}",
                    String.join(", ", links.map(Path::toString).sorted().toList()));
        } catch (IOException _) {
            return Wording.of("serial-none", "No USB serial adapter is plugged in");
        }
    }

    private static boolean isUnix() {
        return java.io.File.separatorChar == '/';
    }
}
