package io.polymeter.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The certificate table on disk while those who change it are killed.
@Timeout(120)
class KilledTest {

    private static final int ROUNDS = 8;
    private static final int AT_ONCE = 3;
    private static final int MAX_CHANGES = 60;

    private record Child(Process process, BufferedReader out) {}

    private static Child start(Path state, String name) throws IOException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classes,
                        Churn.class.getName(),
                        state.toString(),
                        name)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Child(process, process.inputReader());
    }

    /// Lets it make some changes, kills it with SIGKILL, and reads what it still had said.
    ///
    /// @return what it last said of each certificate, and the last of all under the name `last`
    private static Map<String, String> killAfter(Child child, int changes) throws IOException {
        Map<String, String> said = new HashMap<>();
        int heard = 0;
        for (String line = child.out().readLine();
                line != null;
                line = child.out().readLine()) {
            String[] words = line.split(" ", -1);
            if (words.length == 2 && words[1].length() == 64) {
                said.put(words[1], words[0]);
                said.put("last", words[1]);
            }
            if (++heard == changes) {
                // The handle leaves the pipe open: what was said before the end is still to be read.
                child.process().toHandle().destroyForcibly();
            }
        }
        child.process().onExit().join();
        assertThat(heard).isGreaterThanOrEqualTo(changes);
        return said;
    }

    @Test
    void whateverIsKilledWhenTheTableIsWholeAndKeepsWhatWasSaidToBeMade(@TempDir Path state) throws Exception {
        Random random = new Random(3);
        CertificateTable kept = new CertificateTable(new TrustFile(state), InstantSource.system());
        PresentedCertificate mine = Forge.of("kept").shown();
        kept.saw(PeerSide.CLIENT, mine, "192.168.1.2");
        kept.flush();
        new TrustFile(state).accept(mine.fingerprint());
        for (int round = 0; round < ROUNDS; round++) {
            List<Child> children = new ArrayList<>();
            try {
                for (int i = 0; i < AT_ONCE; i++) {
                    children.add(start(state, "r" + round + "c" + i + "n"));
                }
                for (Child child : children) {
                    survives(state, killAfter(child, 1 + random.nextInt(MAX_CHANGES)));
                }
            } finally {
                children.forEach(child -> child.process().destroyForcibly());
            }
            assertThat(new TrustFile(state)
                            .read()
                            .accepts(new CertificateEntry.Key(PeerSide.CLIENT, mine.fingerprint())))
                    .isTrue();
        }
    }

    /// What was in hand when it was killed may be made or not; everything before is as it was said.
    private static void survives(Path state, Map<String, String> said) throws IOException {
        String inHand = said.remove("last");
        CertificateEntries table = new TrustFile(state).read();
        said.forEach((fingerprint, what) -> {
            if (!fingerprint.equals(inHand)) {
                CertificateEntry line = table.lines().get(new CertificateEntry.Key(PeerSide.CLIENT, fingerprint));
                switch (what) {
                    case "accepted" -> assertThat(line).isNotNull().matches(CertificateEntry::accepted);
                    case "deleted" ->
                        assertThat(line == null || !line.accepted()).isTrue();
                    default -> assertThat(what).isEqualTo("listed");
                }
            }
        });
    }
}
