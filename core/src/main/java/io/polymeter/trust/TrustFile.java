package io.polymeter.trust;

import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The certificate table on disk, in the file `certificates` of the state directory. Several programs may change it
/// at once: each change is made under a lock to what is there then, and a running daemon takes it up.
public final class TrustFile {

    private static final String MODE = "rw-rw-r--";
    private static final int LOCK_TRIES = 500;
    private static final Duration LOCK_PAUSE = Duration.ofMillis(10);

    private final Path directory;
    private final Path file;
    private final Ticker ticker;
    private final Map<String, PresentedCertificate> memory = TableText.memory();

    /// @param directory the state directory; made when something is written
    public TrustFile(Path directory) {
        this(directory, Ticker.SYSTEM);
    }

    /// @param ticker by which it waits for other programs
    TrustFile(Path directory, Ticker ticker) {
        this.directory = directory;
        this.ticker = ticker;
        this.file = directory.resolve("certificates");
    }

    /// All lines, in the order in which they were first seen.
    ///
    /// @throws IOException in words, if the table is there and cannot be read
    public List<CertificateEntry> list() throws IOException {
        return read().list();
    }

    /// Accepts a certificate from now on.
    ///
    /// @param prefix the beginning of its fingerprint, long enough to tell it from others
    /// @return the lines it has
    /// @throws UnknownCertificateException if there is none or more than one
    public List<CertificateEntry> accept(String prefix) throws IOException {
        return change(prefix, CertificateEntries::accepted);
    }

    /// Forgets a certificate: whoever shows it is refused, and its connections end.
    ///
    /// @param prefix the beginning of its fingerprint, long enough to tell it from others
    /// @return the lines it had
    /// @throws UnknownCertificateException if there is none or more than one
    public List<CertificateEntry> delete(String prefix) throws IOException {
        return change(prefix, CertificateEntries::without);
    }

    private interface Change {
        CertificateEntries of(CertificateEntries table, String fingerprint);
    }

    private List<CertificateEntry> change(String prefix, Change change) throws IOException {
        String[] found = new String[1];
        CertificateEntries[] before = new CertificateEntries[1];
        CertificateEntries after = edit(table -> {
            String fingerprint = find(table, prefix);
            found[0] = fingerprint;
            before[0] = table;
            return change.of(table, fingerprint);
        });
        List<CertificateEntry> lines = of(after, found[0]);
        return lines.isEmpty() ? of(before[0], found[0]) : lines;
    }

    private static List<CertificateEntry> of(CertificateEntries table, String fingerprint) {
        return table.list().stream()
                .filter(line -> line.shown().fingerprint().equals(fingerprint))
                .toList();
    }

    private static String find(CertificateEntries table, String typed) {
        String prefix = PresentedCertificate.prefix(typed);
        List<String> found = table.list().stream()
                .map(line -> line.shown().fingerprint())
                .distinct()
                .filter(fingerprint -> !prefix.isEmpty() && fingerprint.startsWith(prefix))
                .toList();
        if (found.size() != 1) {
            throw new UnknownCertificateException(
                    found.isEmpty()
                            ? "no certificate's fingerprint begins with '" + typed + "'"
                            : found.size() + " certificates' fingerprints begin with '" + typed
                                    + "'; use a longer prefix");
        }
        return found.getFirst();
    }

    /// Reads the table; without a lock, as it is always whole.
    CertificateEntries read() throws IOException {
        try {
            return TableText.read(Files.readString(file, StandardCharsets.US_ASCII), memory);
        } catch (NoSuchFileException _) {
            return CertificateEntries.EMPTY;
        } catch (AccessDeniedException e) {
            throw new IOException("the certificate table " + file + " cannot be read by this user", e);
        } catch (IOException e) {
            throw new IOException("the certificate table " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Something that is another object after each change; null while there is no file.
    @Nullable
    Object stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            return List.of(key == null ? file : key, attributes.lastModifiedTime(), attributes.size());
        } catch (IOException _) {
            return null;
        }
    }

    /// Changes the table.
    ///
    /// @return as it is now
    CertificateEntries edit(UnaryOperator<CertificateEntries> change) throws IOException {
        try {
            Files.createDirectories(directory);
            Path lock = directory.resolve("certificates.lock");
            boolean known = Files.exists(lock);
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = lock(channel)) {
                if (!known) {
                    SafeFile.own(lock, PosixFilePermissions.fromString(MODE));
                }
                CertificateEntries before = read();
                CertificateEntries after = change.apply(before);
                if (!after.equals(before)) {
                    byte[] text = TableText.write(after).getBytes(StandardCharsets.US_ASCII);
                    SafeFile.replace(file, text, MODE);
                }
                return after;
            }
        } catch (AccessDeniedException e) {
            throw new IOException("the state directory " + directory + " cannot be written by this user", e);
        }
    }

    private FileLock lock(FileChannel channel) throws IOException {
        for (int i = 0; i < LOCK_TRIES; i++) {
            FileLock lock = tryLock(channel);
            if (lock != null) {
                return lock;
            }
            try {
                ticker.sleep(LOCK_PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while waiting for the certificate table", e);
            }
        }
        throw new IOException("the certificate table " + file + " is in use by another program");
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            // Another thread of this program has it.
            return null;
        }
    }
}
