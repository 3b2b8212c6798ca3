package io.polymeter.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The table while a daemon uses it and commands change it.
@Timeout(60)
class CertificateTableTest {

    @TempDir
    private Path state;

    private final Time time = new Time();
    private CertificateTable table;

    /// A clock that is set.
    private static final class Time implements InstantSource {
        private volatile Instant now = Forge.NOW;

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration duration) {
            now = now.plus(duration);
        }
    }

    @BeforeEach
    void open() {
        table = new CertificateTable(new TrustFile(state), time);
    }

    private static CertificateEntry.Key client(PresentedCertificate shown) {
        return new CertificateEntry.Key(PeerSide.CLIENT, shown.fingerprint());
    }

    private TrustFile command() {
        return new TrustFile(state);
    }

    @Test
    void whoeverIsNewIsListedAndNotAccepted() throws IOException {
        PresentedCertificate shown = Forge.of("wallbox").shown();
        table.saw(PeerSide.CLIENT, shown, "192.0.2.7");
        table.sync();
        assertThat(table.accepts(client(shown))).isFalse();
        assertThat(command().list()).singleElement().satisfies(line -> {
            assertThat(line.shown().subject()).isEqualTo("CN=wallbox");
            assertThat(line.accepted()).isFalse();
            assertThat(line.from()).isEqualTo("192.0.2.7");
            assertThat(line.firstSeen()).isEqualTo(Forge.NOW);
            assertThat(line.defect(Forge.NOW)).isNull();
        });
    }

    @Test
    void aCommandsAcceptanceAndDeletionReachTheDaemonAtItsNextLook() throws IOException {
        PresentedCertificate shown = Forge.of("wallbox").shown();
        List<CertificateEntry.Key> removed = new ArrayList<>();
        table.onRemoval(removed::add);
        table.saw(PeerSide.CLIENT, shown, "192.0.2.7");
        table.sync();
        command().accept(shown.fingerprint().substring(0, 12));
        table.sync();
        assertThat(table.accepts(client(shown))).isTrue();
        assertThat(removed).isEmpty();
        command().delete(shown.fingerprint().toUpperCase(java.util.Locale.ROOT));
        table.sync();
        assertThat(table.accepts(client(shown))).isFalse();
        assertThat(removed).containsExactly(client(shown));
        assertThat(command().list()).isEmpty();
    }

    @Test
    void aCertificateAcceptedAsDeviceIsNotAcceptedAsClient() throws IOException {
        PresentedCertificate shown = Forge.of("plc").shown();
        table.saw(PeerSide.SERVER, shown, "tls://plc:802");
        table.sync();
        command().accept(shown.fingerprint());
        table.sync();
        assertThat(table.accepts(new CertificateEntry.Key(PeerSide.SERVER, shown.fingerprint())))
                .isTrue();
        assertThat(table.accepts(client(shown))).isFalse();
        table.saw(PeerSide.CLIENT, shown, "192.0.2.7");
        time.pass(Duration.ofSeconds(2));
        table.sync();
        assertThat(table.accepts(client(shown))).isFalse();
        assertThat(command().list()).hasSize(2);
    }

    @Test
    void aFingerprintThatFitsNoneOrSeveralChangesNothing() throws IOException {
        List<PresentedCertificate> many =
                IntStream.range(0, 40).mapToObj(i -> Forge.of("c" + i).shown()).toList();
        many.forEach(shown -> table.saw(PeerSide.CLIENT, shown, "192.0.2.7"));
        table.sync();
        // Of forty, two begin with the same of sixteen digits.
        String digit = IntStream.range(0, 16)
                .mapToObj(Integer::toHexString)
                .filter(d ->
                        many.stream().filter(s -> s.fingerprint().startsWith(d)).count() > 1)
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> command().accept(digit))
                .isInstanceOf(UnknownCertificateException.class)
                .hasMessageContaining("use a longer prefix");
        assertThatThrownBy(() -> command().accept("f".repeat(64))).isInstanceOf(UnknownCertificateException.class);
        assertThatThrownBy(() -> command().accept("")).isInstanceOf(UnknownCertificateException.class);
        assertThat(command().list()).noneMatch(CertificateEntry::accepted);
    }

    @Test
    void whoIsPushedOutIsNotDisconnected() throws IOException {
        PresentedCertificate trustedByFile = Forge.of("trusted-by-file").shown();
        List<CertificateEntry.Key> removed = new ArrayList<>();
        table.onRemoval(removed::add);
        table.saw(PeerSide.CLIENT, trustedByFile, "192.0.2.7");
        table.sync();
        for (int i = 0; i < 3 * CertificateEntries.UNACCEPTED; i++) {
            time.pass(Duration.ofSeconds(2));
            table.saw(PeerSide.CLIENT, Forge.of("stranger" + i).shown(), "192.0.2.66");
            table.sync();
        }
        assertThat(command().list()).hasSize(CertificateEntries.UNACCEPTED);
        assertThat(table.lists(client(trustedByFile))).isFalse();
        assertThat(removed).isEmpty();
    }

    @Test
    void aFloodPushesOutTheOldestAndNeverWhoIsAccepted() throws IOException {
        PresentedCertificate friend = Forge.of("friend").shown();
        table.saw(PeerSide.CLIENT, friend, "192.0.2.7");
        table.sync();
        command().accept(friend.fingerprint());
        PresentedCertificate last = friend;
        for (int i = 0; i < 1000; i++) {
            last = Forge.of("flood" + i).shown();
            table.saw(PeerSide.CLIENT, last, "192.0.2.66");
            time.pass(Duration.ofMillis(10));
            table.sync();
        }
        time.pass(Duration.ofSeconds(1));
        table.sync();
        assertThat(table.dropped()).isZero();
        assertThat(command().list()).hasSize(CertificateEntries.UNACCEPTED + 1);
        assertThat(table.list()).hasSize(CertificateEntries.UNACCEPTED + 1);
        assertThat(table.accepts(client(friend))).isTrue();
        assertThat(command().list()).extracting(line -> line.shown()).contains(friend, last);
    }

    @Test
    void moreAtOnceThanCanBeRememberedIsCountedAndForgotten() throws IOException {
        for (int i = 0; i < 300; i++) {
            table.saw(PeerSide.CLIENT, Forge.of("flood" + i).shown(), "192.0.2.66");
        }
        table.sync();
        assertThat(table.dropped()).isEqualTo(300 - 256);
        assertThat(command().list()).hasSize(CertificateEntries.UNACCEPTED);
    }

    @Test
    void aClientThatComesEverySecondDoesNotWearOutTheDisk() throws IOException {
        PresentedCertificate shown = Forge.of("wallbox").shown();
        int writes = 0;
        Object stamp = command().stamp();
        for (int i = 0; i < 3600; i++) {
            table.saw(PeerSide.CLIENT, shown, "192.0.2.7");
            table.sync();
            time.pass(Duration.ofSeconds(1));
            Object now = command().stamp();
            writes += java.util.Objects.equals(now, stamp) ? 0 : 1;
            stamp = now;
        }
        assertThat(writes).isBetween(2, 8);
        table.flush();
        assertThat(command().list().getFirst().lastSeen()).isEqualTo(Forge.NOW.plusSeconds(3599));
    }

    @Test
    void whatIsDeletedComesBackOnlyWhenItIsShownAgain() throws IOException {
        PresentedCertificate shown = Forge.of("wallbox").shown();
        table.saw(PeerSide.CLIENT, shown, "192.0.2.7");
        table.sync();
        table.saw(PeerSide.CLIENT, shown, "192.0.2.7");
        command().delete(shown.fingerprint());
        time.pass(Duration.ofHours(1));
        table.sync();
        table.flush();
        assertThat(command().list()).isEmpty();
        table.saw(PeerSide.CLIENT, shown, "192.0.2.8");
        table.flush();
        assertThat(command().list())
                .singleElement()
                .satisfies(line -> assertThat(line.accepted()).isFalse());
    }

    @Test
    void aTableThatIsNotWholeIsRefusedAndNobodyIsAcceptedByIt() throws IOException {
        PresentedCertificate shown = Forge.of("wallbox").shown();
        table.saw(PeerSide.CLIENT, shown, "192.0.2.7");
        table.sync();
        command().accept(shown.fingerprint());
        Path file = state.resolve("certificates");
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length() - 1; length++) {
            Files.writeString(file, whole.substring(0, length));
            assertThatThrownBy(() -> command().list()).isInstanceOf(IOException.class);
        }
        Files.writeString(file, whole);
        Files.writeString(state.resolve("certificates.new"), whole.substring(0, 100));
        assertThat(command().list()).hasSize(1);
        command().delete(shown.fingerprint());
        assertThat(command().list()).isEmpty();
        assertThat(state.resolve("certificates.new")).doesNotExist();
    }

    @Test
    void manyCommandsAndTheDaemonAtOnceLoseNoChange() throws Exception {
        List<PresentedCertificate> all =
                IntStream.range(0, 64).mapToObj(i -> Forge.of("c" + i).shown()).toList();
        all.forEach(shown -> table.saw(PeerSide.CLIENT, shown, "192.0.2.7"));
        table.sync();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                String fingerprint = all.get(i).fingerprint();
                boolean delete = i % 2 == 0;
                work.add(threads.submit(
                        () -> delete ? command().delete(fingerprint) : command().accept(fingerprint)));
            }
            for (int i = 0; i < 20; i++) {
                time.pass(Duration.ofSeconds(1));
                table.saw(PeerSide.CLIENT, Forge.of("late" + i).shown(), "192.0.2.8");
                table.sync();
            }
            for (Future<?> each : work) {
                each.get();
            }
        }
        table.flush();
        table.sync();
        assertThat(command().list().stream().filter(CertificateEntry::accepted)).hasSize(32);
        assertThat(table.list()).hasSize(32 + 20);
    }
}
