package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.SparkplugAssertions;
import io.polymeter.lab.peer.SparkplugHost.Heard;
import io.polymeter.lab.peer.SparkplugHost.Metric;
import io.polymeter.lab.peer.SparkplugLife;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the Sparkplug specification 3.0.0 demands of an edge node, by the ids of its assertions, in one life of ours.
@Timeout(120)
class SparkplugAssertionsIT extends SparkplugAssertions {

    @TempDir
    private static Path directory;

    @BeforeAll
    static void live() throws Exception {
        life = new SparkplugLife(directory);
        life.run();
    }

    @TestFactory
    Stream<DynamicTest> assertions() {
        topics();
        births();
        metrics();
        payloads();
        contents();
        sequence();
        connection();
        goodbye();
        primaryHost();
        rebirth();
        devices();
        assertThat(checks).hasSizeGreaterThan(100);
        return checks.entrySet().stream().map(check -> DynamicTest.dynamicTest(check.getKey(), check.getValue()::run));
    }

    private void payloads() {
        every("topics-nbirth-timestamp payloads-nbirth-timestamp", "NBIRTH", SparkplugAssertionsIT::timed);
        every("topics-dbirth-timestamp payloads-dbirth-timestamp", "DBIRTH", SparkplugAssertionsIT::timed);
        every("topics-ndata-timestamp payloads-ndata-timestamp", "NDATA", SparkplugAssertionsIT::timed);
        every(
                "topics-ddata-timestamp payloads-ddata-timestamp payloads-timestamp-in-UTC",
                "DDATA",
                SparkplugAssertionsIT::timed);
        every("payloads-ddeath-timestamp", "DDEATH", SparkplugAssertionsIT::timed);
        every(
                "payloads-name-birth-data-requirement payloads-metric-timestamp-in-UTC",
                "NBIRTH DBIRTH NDATA DDATA",
                each -> each.metrics().stream()
                        .allMatch(metric -> metric.timestamp() != null
                                && metric.timestamp() <= Objects.requireNonNull(each.timestamp())
                                && metric.timestamp() > each.timestamp() - 600_000));
        every(
                "payloads-alias-data-cmd-requirement payloads-name-requirement",
                "NDATA DDATA",
                each -> !each.metrics().isEmpty()
                        && each.metrics().stream().allMatch(metric -> metric.name() == null && metric.alias() != null));
        put("payloads-alias-uniqueness", () -> {
            Map<Long, String> names = new HashMap<>();
            for (Heard each : life.sessions().getFirst()) {
                for (Metric metric : each.metrics()) {
                    if (metric.name() != null && metric.alias() != null) {
                        String name = each.device() + "/" + metric.name();
                        assertThat(names.merge(metric.alias(), name, (a, _) -> a))
                                .isEqualTo(name);
                    }
                }
            }
            assertThat(names.values()).doesNotHaveDuplicates().hasSizeGreaterThan(10);
        });
    }

    private void contents() {
        put(
                "operational-behavior-data-publish-nbirth-order operational-behavior-data-publish-dbirth-order",
                () -> assertThat(ours())
                        .allSatisfy(each -> assertThat(each.metrics().stream()
                                        .filter(metric -> !metric.historical())
                                        .map(Metric::timestamp)
                                        .filter(Objects::nonNull))
                                .isSorted()));
        every(
                "topics-ndata-payload operational-behavior-data-publish-nbirth-change",
                "NDATA",
                each -> !each.metrics().isEmpty());
        put(
                "topics-ddata-payload operational-behavior-data-publish-dbirth-change principles-rbe-recommended",
                SparkplugAssertionsIT::byException);
        every(
                "topics-ndeath-payload message-flow-edge-node-birth-publish-will-message-payload",
                "NDEATH",
                each -> each.metrics().size() == 1
                        && each.metric("bdSeq").type().equals("Int64"));
        every("topics-ndeath-seq payloads-ndeath-seq", "NDEATH", each -> each.seq() == null);
    }

    private static boolean timed(Heard each) {
        Long timestamp = each.timestamp();
        return timestamp != null && Math.abs(timestamp - each.at()) < 20_000;
    }

    /// A message repeats a known value alone, as a sign of life; and most values are not repeated.
    private static void byException() {
        Map<String, JsonValue> known = new HashMap<>();
        int data = 0;
        int values = 0;
        for (Heard each : life.sessions().getFirst()) {
            long same = 0;
            for (Metric metric : each.metrics()) {
                JsonValue before = known.put(each.device() + "/" + metric.alias(), metric.value());
                same += metric.value().equals(before) ? 1 : 0;
                values += each.type().equals("DDATA") ? 1 : 0;
            }
            if (each.type().equals("DDATA")) {
                data++;
                assertThat(same)
                        .as("%s", each)
                        .isLessThanOrEqualTo(each.metrics().size() == 1 ? 1 : 0);
            }
        }
        assertThat(data).isPositive();
        assertThat(values).isPositive();
    }

    private void sequence() {
        put(
                "payloads-sequence-num-always-included payloads-sequence-num-incrementing topics-ndata-seq-num"
                        + " topics-dbirth-seq topics-ddata-seq-num topics-ddeath-seq-num payloads-dbirth-seq"
                        + " payloads-dbirth-seq-inc payloads-ndata-seq payloads-ndata-seq-inc payloads-ddata-seq"
                        + " payloads-ddata-seq-inc payloads-ddeath-seq payloads-ddeath-seq-inc payloads-ddeath-seq-number"
                        + " message-flow-device-birth-publish-dbirth-payload-seq",
                () -> {
                    Map<String, Integer> seen = new LinkedHashMap<>();
                    for (List<Heard> session : life.sessions()) {
                        long next = 0;
                        for (Heard each : session) {
                            if (!each.type().equals("NDEATH")) {
                                assertThat(each.seq()).as("%s", each).isEqualTo(next);
                                next = (next + 1) % 256;
                                seen.merge(each.type(), 1, Integer::sum);
                            }
                        }
                    }
                    assertThat(seen).containsOnlyKeys("NBIRTH", "NDATA", "DBIRTH", "DDEATH", "DDATA");
                });
        put(
                "principles-birth-certificates-order message-flow-device-birth-publish-nbirth-wait payloads-dbirth-order"
                        + " payloads-ndata-order payloads-ddata-order",
                () -> {
                    assertThat(ours().getFirst().type()).isEqualTo("NBIRTH");
                    for (List<Heard> session : life.sessions()) {
                        List<String> born = new ArrayList<>();
                        for (Heard each : session.subList(1, session.size())) {
                            switch (each.type()) {
                                case "DBIRTH" -> born.add(each.device());
                                case "DDATA", "DDEATH" -> assertThat(born).contains(each.device());
                                default -> assertThat(each.type()).isIn("NDATA", "NDEATH");
                            }
                        }
                    }
                });
    }

    private void connection() {
        put("topics-nbirth-bdseq-increment message-flow-edge-node-birth-publish-will-message-payload-bdSeq", () -> {
            List<Double> numbers = life.all("NBIRTH").stream()
                    .map(each -> each.metric("bdSeq").number())
                    .toList();
            // Born, born again, after the host's return, and after the power cut.
            assertThat(numbers).containsExactly(0.0, 0.0, 1.0, 2.0);
        });
        put("topics-nbirth-bdseq-matching payloads-nbirth-bdseq-repeat payloads-ndeath-bdseq", () -> {
            Double birth = null;
            for (Heard each : life.all()) {
                if (each.type().equals("NBIRTH")) {
                    birth = each.metric("bdSeq").number();
                } else if (each.type().equals("NDEATH")) {
                    assertThat(each.metric("bdSeq").number()).isEqualTo(birth);
                }
            }
        });
        logged(
                "principles-persistence-clean-session-311",
                "New client connected from .* as polymeter-\\w+ \\(p2, c1, k10\\)");
        logged(
                "message-flow-edge-node-birth-publish-will-message payloads-ndeath-will-message"
                        + " message-flow-edge-node-birth-publish-will-message-qos payloads-ndeath-will-message-qos"
                        + " message-flow-edge-node-birth-publish-will-message-will-retained"
                        + " payloads-ndeath-will-message-retain",
                "Will message specified \\(\\d+ bytes\\) \\(r0, q1\\)");
        logged("message-flow-edge-node-birth-publish-will-message-topic", "\\sspBv1.0/north/NDEATH/site$");
        logged("message-flow-edge-node-ncmd-subscribe", "spBv1.0/north/NCMD/site \\(QoS 1\\)");
        logged("message-flow-device-dcmd-subscribe", "spBv1.0/north/DCMD/site/\\+ \\(QoS 1\\)");
    }

    private void goodbye() {
        put(
                "operational-behavior-edge-node-intentional-disconnect-ndeath payloads-ndeath-will-message-publisher"
                        + " payloads-ndeath-will-message-publisher-disconnect-mqtt311"
                        + " operational-behavior-edge-node-intentional-disconnect-packet",
                () -> {
                    assertThat(life.all("NDEATH")).hasSize(3);
                    assertThat(life.brokerLog()
                                    .lines()
                                    .filter(line -> line.contains("Received PUBLISH from polymeter-")
                                            && line.contains("spBv1.0/north/NDEATH/site")))
                            .as("told by the node itself, when the host went and at its own end")
                            .hasSize(2);
                    assertThat(life.brokerLog()).contains("Received DISCONNECT from polymeter-");
                    assertThat(life.afterKill().getLast().type()).isEqualTo("NDEATH");
                });
        put(
                "message-flow-edge-node-birth-publish-connect payloads-nbirth-edge-node-descriptor"
                        + " topic-structure-namespace-unique-edge-node-descriptor"
                        + " operational-behavior-primary-application-state-with-multiple-servers-single-server",
                () -> assertThat(life.all("NBIRTH").stream().map(Heard::topic))
                        .containsOnly("spBv1.0/north/NBIRTH/site"));
        every(
                "message-flow-edge-node-birth-publish-nbirth-payload message-flow-device-birth-publish-dbirth-payload",
                "NBIRTH DBIRTH",
                each -> !each.metrics().isEmpty());
    }

    private void logged(String ids, String pattern) {
        put(
                ids,
                () -> assertThat(life.brokerLog())
                        .containsPattern(java.util.regex.Pattern.compile(pattern, java.util.regex.Pattern.MULTILINE)));
    }

    private void primaryHost() {
        put(
                "message-flow-edge-node-birth-publish-phid-wait message-flow-edge-node-birth-publish-phid-wait-id"
                        + " message-flow-edge-node-birth-publish-phid-wait-online operational-behavior-edge-node-birth-sequence-wait"
                        + " message-flow-edge-node-birth-publish-phid-wait-timestamp",
                () -> assertThat(ours().getFirst().at()).isGreaterThanOrEqualTo(life.online()));
        logged(
                "operational-behavior-primary-application-state-with-multiple-servers-state-subs",
                "spBv1.0/STATE/fleet \\(QoS 1\\)");
        put(
                "operational-behavior-edge-node-termination-host-offline-timestamp",
                () -> assertThat(life.afterRebirth())
                        .noneMatch(each -> each.type().equals("NDEATH")));
        put(
                "message-flow-edge-node-birth-publish-phid-offline operational-behavior-edge-node-termination-host-offline"
                        + " operational-behavior-edge-node-termination-host-offline-reconnect"
                        + " operational-behavior-primary-application-state-with-multiple-servers-walk",
                () -> {
                    assertThat(life.whileOffline().getLast().type()).isEqualTo("NDEATH");
                    assertThat(life.afterReturn().getFirst().type()).isEqualTo("NBIRTH");
                    assertThat(life.afterReturn().getFirst().metric("bdSeq").number())
                            .isEqualTo(1);
                });
    }

    private void rebirth() {
        put("operational-behavior-data-commands-rebirth-action-1", () -> {
            List<Heard> after = life.afterRebirth();
            int command = after.indexOf(after.stream()
                    .filter(each -> each.type().equals("NCMD"))
                    .findFirst()
                    .orElseThrow());
            int birth = after.indexOf(after.stream()
                    .filter(each -> each.type().equals("NBIRTH"))
                    .findFirst()
                    .orElseThrow());
            // What was on its way when the command came is seen behind it.
            assertThat(birth - command).isBetween(1, 4);
        });
        put("operational-behavior-data-commands-rebirth-action-2", () -> {
            List<String> types = life.afterRebirth().stream()
                    .dropWhile(each -> !each.type().equals("NBIRTH"))
                    .map(each -> each.type() + each.device())
                    .toList();
            assertThat(types).startsWith("NBIRTH");
            assertThat(types.subList(1, 3)).containsExactlyInAnyOrder("DBIRTHgrid", "DBIRTHpv");
            assertThat(types).doesNotContain("NDEATH");
        });
        put(
                "operational-behavior-data-commands-rebirth-action-3",
                () -> assertThat(life.all("NBIRTH").get(1).metric("bdSeq").number())
                        .isEqualTo(life.all("NBIRTH").getFirst().metric("bdSeq").number()));
    }

    private void devices() {
        put("operational-behavior-device-ddeath", () -> {
            assertThat(life.all("DDEATH").stream().map(Heard::device)).contains("pv");
            Heard death = life.all("DDEATH").getFirst();
            assertThat(death.metrics()).isEmpty();
        });
        put("x-history-in-messages-of-its-own", () -> {
            assertThat(ours()).anyMatch(Heard::historical);
            assertThat(ours())
                    .allMatch(each -> each.metrics().stream()
                                    .map(Metric::historical)
                                    .distinct()
                                    .count()
                            <= 1);
        });
    }
}
