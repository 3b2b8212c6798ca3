package io.polymeter.link.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node knows after a restart.
class NodeStateFileTest {

    @TempDir
    private Path directory;

    /// `topics-nbirth-bdseq-increment`: also of connections that did not come about, and after a restart.
    @Test
    void topicsNbirthBdseqIncrement() throws Exception {
        Path file = directory.resolve("node");
        for (int i = 0; i < 600; i++) {
            NodeStateFile each = new NodeStateFile(file);
            assertThat(each.nextBdSeq()).isEqualTo(i % 256);
        }
    }

    @Test
    void gapsAreBoundedAndKept() throws Exception {
        NodeStateFile file = new NodeStateFile(directory.resolve("node"));
        List<TimeRange> gaps = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            gaps.add(new TimeRange(10L * i, 10L * i + 5));
        }
        file.sent(2000, gaps);
        NodeStateFile.State state = new NodeStateFile(directory.resolve("node")).state();
        assertThat(state.sent()).isEqualTo(2000);
        assertThat(state.gaps()).hasSize(NodeStateFile.MAX_GAPS).endsWith(new TimeRange(990, 995));
        assertThat(state.gaps().getFirst().from()).isZero();
    }

    @Test
    void aFileThatIsNoneIsBegunAnew() throws Exception {
        Path file = directory.resolve("node");
        for (String text :
                List.of("", "bdSeq", "bdSeq x", "nonsense 1", "gap 1", "bdSeq 999999999999999999999", "\n\n")) {
            Files.writeString(file, text);
            assertThat(new NodeStateFile(file).nextBdSeq()).as(text).isZero();
        }
    }
}
