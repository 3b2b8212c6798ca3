package io.polymeter.link.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.EdgeNodeId;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A command is carried out or refused by the name of its field.
class CommandReaderTest {

    private static final EdgeNodeId ID = new EdgeNodeId("north", "site");

    private final MetricAliases aliases = new MetricAliases();
    private final CommandReader reader = new CommandReader(ID, Set.of("pv"), aliases);

    private List<Command> read(String topic, Metric... metrics) {
        return reader.read(new Message(topic, new Payload(1L, null, List.of(metrics)).encode(), 0, false));
    }

    private static Metric metric(String name, DataType type, MetricValue value) {
        return Metric.of(name, 1, type, value);
    }

    private static Metric moment(String name, long value) {
        return metric(name, DataType.DATE_TIME, new MetricValue.Whole(value));
    }

    private static final Metric REBIRTH = metric(ControlMetrics.REBIRTH, DataType.BOOLEAN, new MetricValue.Truth(true));

    /// `operational-behavior-data-commands-ncmd-rebirth-name`, `-value`, `-verb`.
    @Test
    void rebirth() {
        assertThat(read(ID.topic("NCMD"), REBIRTH)).containsExactly(new Command.Rebirth());
        assertThat(read(
                        ID.topic("NCMD"),
                        metric(ControlMetrics.REBIRTH, DataType.BOOLEAN, new MetricValue.Truth(false))))
                .containsExactly(new Command.Refused(ControlMetrics.REBIRTH, "it is not true"));
        assertThat(read(ID.topic("DCMD", "pv"), REBIRTH))
                .containsExactly(new Command.Refused(ControlMetrics.REBIRTH, "nothing that can be written"));
    }

    @Test
    void replayByNameOrAlias() {
        Metric from = moment(ControlMetrics.REPLAY_FROM, 100);
        Metric to =
                Metric.of(aliases.of("", ControlMetrics.REPLAY_TO), 1, DataType.DATE_TIME, new MetricValue.Whole(200));
        assertThat(read(ID.topic("NCMD"), from, to)).containsExactly(new Command.Again(new TimeRange(100, 200), null));
        assertThat(read(ID.topic("DCMD", "pv"), from, moment(ControlMetrics.REPLAY_TO, 200)))
                .containsExactly(new Command.Again(new TimeRange(100, 200), "pv"));
        assertThat(read(ID.topic("NCMD"), from)).first().isInstanceOf(Command.Refused.class);
        assertThat(read(ID.topic("NCMD"), from, moment(ControlMetrics.REPLAY_TO, 100)))
                .first()
                .isInstanceOf(Command.Refused.class);
    }

    @Test
    void aLimitSaysWhenItEnds() {
        Metric limit = metric(ControlMetrics.POWER_LIMIT, DataType.DOUBLE, new MetricValue.Real(2000));
        assertThat(read(ID.topic("DCMD", "pv"), limit, moment(ControlMetrics.POWER_LIMIT_UNTIL, 99)))
                .containsExactly(new Command.Limit("pv", 2000, 99));
        assertThat(read(ID.topic("DCMD", "pv"), limit))
                .containsExactly(
                        new Command.Refused(ControlMetrics.POWER_LIMIT_UNTIL, "a limit has to say when it ends"));
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            Metric none = metric(ControlMetrics.POWER_LIMIT, DataType.DOUBLE, new MetricValue.Real(wrong));
            assertThat(read(ID.topic("DCMD", "pv"), none, moment(ControlMetrics.POWER_LIMIT_UNTIL, 99)))
                    .containsExactly(new Command.Refused(ControlMetrics.POWER_LIMIT, "no power of 0 W or more"));
        }
        assertThat(read(ID.topic("DCMD", "pv"), metric(ControlMetrics.POWER_LIMIT, DataType.DOUBLE, MetricValue.NULL)))
                .first()
                .isInstanceOf(Command.Limit.class);
        assertThat(read(ID.topic("NCMD"), limit)).first().isInstanceOf(Command.Refused.class);
    }

    @Test
    void whatIsForNobodyHereOrWasKeptOrIsNoneIsRefused() {
        assertThat(read(ID.topic("DCMD", "other"), REBIRTH)).first().isInstanceOf(Command.Refused.class);
        assertThat(read("spBv1.0/north/NCMD/other", REBIRTH)).first().isInstanceOf(Command.Refused.class);
        byte[] bytes = new Payload(1L, null, List.of(REBIRTH)).encode();
        assertThat(reader.read(new Message(ID.topic("NCMD"), bytes, 0, true)))
                .containsExactly(new Command.Refused(ID.topic("NCMD"), "a command that was kept by the broker"));
        assertThat(reader.read(new Message(ID.topic("NCMD"), "nonsense".getBytes(StandardCharsets.UTF_8), 0, false)))
                .first()
                .isInstanceOf(Command.Refused.class);
        Random random = new Random(3);
        for (int i = 0; i < 5000; i++) {
            byte[] spoilt = bytes.clone();
            spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
            assertThat(reader.read(new Message(ID.topic("NCMD"), spoilt, 0, false)))
                    .isNotNull();
        }
    }

    @Test
    void theHostIsThereAsItsLatestMessageSays() {
        PrimaryHostState host = new PrimaryHostState();
        assertThat(host.take(state(true, 100))).isTrue();
        assertThat(host.online()).isTrue();
        assertThat(host.take(state(false, 99))).as("older").isFalse();
        assertThat(host.online()).isTrue();
        assertThat(host.take(state(false, 100))).as("as old").isTrue();
        assertThat(host.online()).isFalse();
        for (String wrong : List.of(
                "",
                "ONLINE",
                "{}",
                "{\"online\":1,\"timestamp\":200}",
                "[1]",
                "{\"online\":true}",
                "{\"online\":true,\"timestamp\":\"200\"}",
                "{\"online\":true,\"timestamp\":1e99}",
                "{\"online\":true,\"timestamp\":200}".repeat(50))) {
            assertThat(host.take(wrong.getBytes(StandardCharsets.UTF_8)))
                    .as(wrong)
                    .isFalse();
        }
        assertThat(host.online()).isFalse();
    }

    private static byte[] state(boolean online, long timestamp) {
        return ("{\"online\":" + online + ",\"timestamp\":" + timestamp + "}").getBytes(StandardCharsets.UTF_8);
    }
}
