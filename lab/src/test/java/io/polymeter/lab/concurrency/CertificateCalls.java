package io.polymeter.lab.concurrency;

import io.polymeter.lab.peer.TlsFiles;
import io.polymeter.trust.CertificateTable;
import io.polymeter.trust.PeerSide;
import io.polymeter.trust.PresentedCertificate;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// The certificate table while handshakes fill it, its thread writes it, and a person looks at it.
@Param(name = "who", gen = IntGen.class, conf = "0:1")
public final class CertificateCalls {

    private static final Path DIRECTORY = directory();
    private static final List<PresentedCertificate> SHOWN = List.of(certificate("one"), certificate("two"));
    private static final AtomicLong TURN = new AtomicLong();

    /// Each look at it is two seconds later, so that nothing waits to be written.
    private final AtomicLong seconds = new AtomicLong(1_800_000_000);

    private final CertificateTable table = new CertificateTable(
            new TrustFile(DIRECTORY.resolve(String.valueOf(TURN.incrementAndGet()))),
            () -> Instant.ofEpochSecond(seconds.addAndGet(2)));

    private static Path directory() {
        try {
            Path made = Files.createTempDirectory("certificates");
            made.toFile().deleteOnExit();
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PresentedCertificate certificate(String name) {
        try {
            return PresentedCertificate.of(io.polymeter.trust.Pem.certificates(
                            TlsFiles.make(DIRECTORY, name).certificate())
                    .getFirst());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// A handshake shows one.
    @Operation
    public void saw(@Param(name = "who") int who) {
        table.saw(PeerSide.CLIENT, SHOWN.get(who), "192.0.2.1");
    }

    /// The thread of the table.
    @Operation
    public void sync() throws IOException {
        table.sync();
    }

    /// A person, or the page.
    @Operation
    public List<String> list() {
        return table.list().stream()
                .map(entry -> entry.shown().subject())
                .sorted()
                .toList();
    }
}
