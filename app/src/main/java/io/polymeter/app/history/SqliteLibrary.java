package io.polymeter.app.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.sqlite.util.OSInfo;

/// Where the native part of SQLite lives.
///
/// It unpacks itself into the temporary directory at each start, which hardened systems mount noexec, and stays
/// there after a crash. Unpacked once into the state directory it also starts faster.
final class SqliteLibrary {

    private static final String PATH = "org.sqlite.lib.path";
    private static final String TEMPORARY = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /// Keeps the library in a directory, before the first connection. Does nothing where one of SQLite's own
    /// properties says where it is, or the directory cannot be written: it then unpacks itself as ever.
    static synchronized void keepIn(Path directory) {
        if (System.getProperty(PATH) != null || System.getProperty(TEMPORARY) != null) {
            return;
        }
        String name = System.mapLibraryName("sqlitejdbc");
        String resource = "/org/sqlite/native/" + OSInfo.getNativeLibFolderPathForCurrentOS() + "/" + name;
        try (InputStream packed = SqliteLibrary.class.getResourceAsStream(resource)) {
            if (packed != null) {
                replace(directory, name, packed.readAllBytes());
                System.setProperty(PATH, directory.toAbsolutePath().toString());
            }
        } catch (IOException _) {
            // The library's own way is left.
        }
    }

    private static void replace(Path directory, String name, byte[] content) throws IOException {
        Path target = directory.resolve(name);
        if (Files.exists(target) && Arrays.equals(Files.readAllBytes(target), content)) {
            return;
        }
        Files.createDirectories(directory);
        // Another process may be loading it right now: never write into the file itself.
        Path fresh = directory.resolve(name + "." + ProcessHandle.current().pid());
        try {
            Files.write(fresh, content);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
