package io.polymeter.modbus.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the native part of the port library lives.
///
/// The library unpacks itself into the temporary directory, which hardened systems mount noexec or give each
/// service for itself. Unpacked once into the state directory it also starts faster.
public final class SerialLibrary {

    private static final String PROPERTY = "jSerialComm.library.path";
    private static final String FILE = "libjSerialComm.so";
    // By the names Java gives to processors; others keep the library's own way.
    private static final Map<String, String> FOLDERS =
            Map.of("amd64", "x86_64", "x86_64", "x86_64", "aarch64", "armv8_64");

    private static volatile @Nullable Path home;
    private static boolean loaded;

    private SerialLibrary() {}

    /// Keeps the native library in `directory`: the first port that is opened unpacks it there.
    ///
    /// Does nothing where `jSerialComm.library.path` is set, on a machine that is not Linux, and where the
    /// directory cannot be written: the library then unpacks itself as ever.
    public static void keepIn(Path directory) {
        home = directory;
    }

    /// Loads the library, once, before a port is opened.
    ///
    /// @throws LinkageError if it cannot be
    static synchronized void load() {
        if (loaded) {
            return;
        }
        Path directory = home;
        if (directory != null && System.getProperty(PROPERTY) == null && unpackInto(directory)) {
            System.setProperty(PROPERTY, directory.toAbsolutePath().toString());
        }
        long ignored = SerialSignals.ignored();
        // Any method of the class loads it.
        SerialPort.getVersion();
        loaded = true;
        SerialSignals.restore(ignored);
    }

    private static boolean unpackInto(Path directory) {
        String folder = FOLDERS.get(System.getProperty("os.arch"));
        if (folder == null || !System.getProperty("os.name").contains("Linux")) {
            return false;
        }
        try (InputStream packed = SerialLibrary.class.getResourceAsStream("/Linux/" + folder + "/" + FILE)) {
            if (packed == null) {
                return false;
            }
            replace(directory, packed.readAllBytes());
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static void replace(Path directory, byte[] content) throws IOException {
        Path target = directory.resolve(FILE);
        if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), content)) {
            return;
        }
        Files.createDirectories(directory);
        // Another process may be loading it right now: never write into the file itself.
        Path fresh = Files.createTempFile(directory, FILE, ".new");
        Files.write(fresh, content);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
