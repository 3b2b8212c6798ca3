package io.polymeter.fleet.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of topics and the records in them.
class TopicRecordsTest {

    @ParameterizedTest
    @CsvSource({
        "spBv1.0/north/NBIRTH/a, NBIRTH, north/a, ''",
        "spBv1.0/north/NDEATH/a, NDEATH, north/a, ''",
        "spBv1.0/north/DDATA/a/grid, DDATA, north/a, grid",
    })
    void aTopicOfANodeIsTakenApart(String topic, UplinkMessage.Kind kind, String node, String device) {
        SaidTopic said = new SaidTopic(kind, node, device);
        assertThat(SaidTopic.parse(topic)).contains(said);
        assertThat(said.text()).isEqualTo(topic);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "spBv1.0/north/NBIRTH",
                "spAv1.0/north/NBIRTH/a",
                "spBv1.0/north/NBIRTH/a/grid",
                "spBv1.0/north/DDATA/a",
                "spBv1.0/north/NCMD/a",
                "spBv1.0//NDATA/a",
                "spBv1.0/north/NDATA/",
                "spBv1.0/north/DDATA/a/grid/more",
                "spBv1.0/STATE/host"
            })
    void anyOtherTopicIsNone(String topic) {
        assertThat(SaidTopic.parse(topic)).isEmpty();
    }

    @Test
    void aSiteAndItsMeterAreSpokenToUnderTheirOwnTopics() {
        assertThat(SaidTopic.command("north/a", "")).isEqualTo("spBv1.0/north/NCMD/a");
        assertThat(SaidTopic.command("north/a", "grid")).isEqualTo("spBv1.0/north/DCMD/a/grid");
    }

    @Test
    void whoDidWhatIsReadAsItWasWritten() {
        Audit audit = new Audit(1_790_000_000_000L, "Ada", "order", "north/a", "4200 W");
        assertThat(Audit.of(audit.bytes())).isEqualTo(audit);
    }
}
