package io.polymeter.link.sparkplug;

import static io.polymeter.link.sparkplug.JournalTest.POWER;
import static io.polymeter.link.sparkplug.JournalTest.START;
import static io.polymeter.link.sparkplug.JournalTest.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.sparkplug.EdgeNodeId;
import io.polymeter.sparkplug.MalformedPayloadException;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a session sends, message by message.
class SparkplugSessionTest {

    private final List<String> topics = new ArrayList<>();
    private final List<Payload> payloads = new ArrayList<>();
    private final SparkplugSession session = new SparkplugSession(
            new SparkplugSession.Terms(
                    new EdgeNodeId("north", "site"),
                    new LinkedHashMap<>(),
                    Set.of("grid"),
                    new MetricAliases(),
                    (_, _) -> List.of()),
            7,
            message -> {
                topics.add(message.topic().replace("spBv1.0/north/", "").replace("/site", ""));
                try {
                    payloads.add(Payload.decode(message.payload()));
                } catch (MalformedPayloadException e) {
                    throw new AssertionError(e);
                }
            });

    /// `payloads-sequence-num-incrementing`: from 255 on to 0, and from 0 with each birth.
    @Test
    void payloadsSequenceNumIncrementing() throws Exception {
        session.birth(round(1, START, "grid", 1), START);
        for (int i = 2; i < 600; i++) {
            session.live(round(i, START + i, "grid", i), START + i, null);
        }
        for (int i = 0; i < payloads.size(); i++) {
            assertThat(payloads.get(i).seq()).isEqualTo(i % 256);
        }
        session.birth(round(600, START + 600, "grid", 1), START + 600);
        assertThat(payloads.getLast().seq()).isEqualTo(1);
        assertThat(topics.getLast()).isEqualTo("DBIRTH/grid");
    }

    /// `operational-behavior-data-publish-dbirth-values`: absent is null, and never 0.
    @Test
    void absentIsNull() throws Exception {
        session.birth(round(1, START, "grid", 5, 1000), START);
        session.live(round(2, START + 1, "grid", 6), START + 1, null);
        assertThat(payloads.getLast().metrics())
                .extracting(Metric::value)
                .containsExactly(new MetricValue.Real(6), MetricValue.NULL);
        session.birth(round(3, START + 2, "grid", 6), START + 2);
        assertThat(payloads.getLast().metrics())
                .extracting(Metric::name, Metric::value)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("active-power", new MetricValue.Real(6)),
                        org.assertj.core.groups.Tuple.tuple("active-energy-import", MetricValue.NULL));
        assertThat(payloads.getLast().metrics().getFirst().properties())
                .containsKeys("engUnit", "OBIS", "role", "Quality");
    }

    @Test
    void aPointThatWasNeverToldBringsAnotherBirth() throws Exception {
        session.birth(round(1, START, "grid", 5), START);
        session.live(round(2, START + 1, "grid", 5, 1000), START + 1, null);
        session.live(round(3, START + 2, "grid", 5, 1000), START + 2, null);
        session.live(round(4, START + 3, "grid"), START + 3, null);
        session.live(round(5, START + 4, "grid", 5, 1000), START + 4, null);
        assertThat(topics)
                .containsExactly("NBIRTH", "DBIRTH/grid", "DBIRTH/grid", "DDATA/grid", "DDEATH/grid", "DBIRTH/grid");
        assertThat(payloads.get(3).metrics()).as("a sign of life").hasSize(1);
    }

    @Test
    void thePastOfAMeterThatIsLostIsToldBetweenBirthAndDeath() throws Exception {
        SiteSnapshot lost = round(1, START, "grid");
        session.birth(lost, START);
        TimedValue old = new TimedValue(POWER, new MetricValue.Real(3), START - 1000, 0, false);
        session.past("grid", List.of(old), lost.meters().getFirst(), START + 1);
        session.live(lost, START + 2, "grid");
        session.live(lost, START + 3, null);
        assertThat(topics).containsExactly("NBIRTH", "DBIRTH/grid", "DDATA/grid", "DDEATH/grid");
        assertThat(payloads.get(1).metrics()).extracting(Metric::value).containsExactly(MetricValue.NULL);
        assertThat(payloads.get(2).metrics().getFirst().historical()).isTrue();
    }

    /// `topics-ndeath-payload`, `payloads-ndeath-seq`.
    @Test
    void aDeathHasItsNumberAndNothingElse() throws Exception {
        Payload death = Payload.decode(session.death(START).payload());
        assertThat(death.seq()).isNull();
        assertThat(death.metrics())
                .extracting(Metric::name, Metric::value)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("bdSeq", new MetricValue.Whole(7)));
        assertThat(session.death(START).qos()).isEqualTo(1);
    }
}
