package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.SparkplugHost.Heard;
import io.polymeter.lab.peer.SparkplugHost.Metric;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Checks of one life of an edge node, by the ids of the specification's assertions: topics and births.
public abstract class SparkplugAssertions {

    public static final List<String> OURS = List.of("NBIRTH", "NDEATH", "NDATA", "DBIRTH", "DDEATH", "DDATA");

    public static SparkplugLife life = new SparkplugLife(Path.of(""));

    public final Map<String, Check> checks = new TreeMap<>();

    /// Throws where something is not as it must be.
    public interface Check {
        void run() throws Exception;
    }

    public void put(String ids, Check check) {
        for (String id : ids.split("\\s+", -1)) {
            assertThat(checks.put(id, check)).as(id).isNull();
        }
    }

    /// Every message of these types fulfils something, and there is one.
    public void every(String ids, String types, Predicate<Heard> demand) {
        put(ids, () -> {
            for (String type : types.split(" ", -1)) {
                assertThat(life.all(type)).as(type).isNotEmpty().allMatch(demand);
            }
        });
    }

    public static boolean node(Heard each) {
        return each.topic().equals("spBv1.0/north/" + each.type() + "/site");
    }

    public static boolean device(Heard each) {
        return each.topic().equals("spBv1.0/north/" + each.type() + "/site/" + each.device())
                && List.of("grid", "pv").contains(each.device());
    }

    public void topics() {
        every(
                "topics-nbirth-topic message-flow-edge-node-birth-publish-nbirth-topic",
                "NBIRTH",
                SparkplugAssertions::node);
        every("topics-ndeath-topic", "NDEATH", SparkplugAssertions::node);
        every("topics-ndata-topic", "NDATA", SparkplugAssertions::node);
        every(
                "topics-dbirth-topic message-flow-device-birth-publish-dbirth-topic"
                        + " message-flow-device-birth-publish-dbirth-match-edge-node-topic",
                "DBIRTH",
                SparkplugAssertions::device);
        every("topics-ddata-topic", "DDATA", SparkplugAssertions::device);
        every("topics-ddeath-topic", "DDEATH", SparkplugAssertions::device);
        put(
                "topic-structure topic-structure-namespace-a topic-structure-namespace-valid-group-id"
                        + " topic-structure-namespace-valid-edge-node-id topic-structure-namespace-valid-device-id"
                        + " topic-structure-namespace-device-id-associated-message-types"
                        + " topic-structure-namespace-device-id-non-associated-message-types"
                        + " topic-structure-namespace-unique-device-id",
                () -> assertThat(ours())
                        .isNotEmpty()
                        .allMatch(each -> each.type().startsWith("N") ? node(each) : device(each)));
        every(
                "topics-nbirth-mqtt payloads-nbirth-qos payloads-nbirth-retain"
                        + " message-flow-edge-node-birth-publish-nbirth-qos"
                        + " message-flow-edge-node-birth-publish-nbirth-retained",
                "NBIRTH",
                SparkplugAssertions::atMostOnce);
        every(
                "topics-dbirth-mqtt payloads-dbirth-qos payloads-dbirth-retain"
                        + " message-flow-device-birth-publish-dbirth-qos"
                        + " message-flow-device-birth-publish-dbirth-retained",
                "DBIRTH",
                SparkplugAssertions::atMostOnce);
        every("topics-ndata-mqtt payloads-ndata-qos payloads-ndata-retain", "NDATA", SparkplugAssertions::atMostOnce);
        every("topics-ddata-mqtt payloads-ddata-qos payloads-ddata-retain", "DDATA", SparkplugAssertions::atMostOnce);
        every("topics-ddeath-mqtt", "DDEATH", SparkplugAssertions::atMostOnce);
    }

    /// The broker's own words say whether it was asked to keep a message.
    public static boolean atMostOnce(Heard each) {
        try {
            return each.qos() == 0
                    && life.brokerLog()
                            .lines()
                            .filter(line -> line.contains("Received PUBLISH from polymeter-")
                                    && line.contains("'" + each.topic() + "'")
                                    && !each.type().equals("NDEATH"))
                            .allMatch(line -> line.contains("(d0, q0, r0,"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public static List<Heard> ours() {
        return life.all().stream().filter(each -> OURS.contains(each.type())).toList();
    }

    public void births() {
        every(
                "topics-nbirth-seq-num payloads-sequence-num-req-nbirth payloads-nbirth-seq"
                        + " message-flow-edge-node-birth-publish-nbirth-payload-seq",
                "NBIRTH",
                each -> Objects.equals(each.seq(), 0L));
        every(
                "topics-nbirth-metrics topics-dbirth-metrics payloads-metric-datatype-req"
                        + " payloads-metric-datatype-value payloads-metric-datatype-value-type",
                "NBIRTH DBIRTH",
                each -> each.metrics().stream()
                        .allMatch(metric -> metric.name() != null
                                && metric.fields().contains("datatype")
                                && List.of("Int64", "Boolean", "String", "DateTime", "Double")
                                        .contains(metric.type())));
        every("operational-behavior-data-publish-nbirth-values", "NBIRTH", SparkplugAssertions::valueOrNull);
        every("operational-behavior-data-publish-dbirth-values", "DBIRTH", SparkplugAssertions::valueOrNull);
        every(
                "payloads-alias-birth-requirement",
                "NBIRTH DBIRTH",
                each -> each.metrics().stream()
                        .allMatch(metric -> metric.name() != null
                                && (metric.alias() != null) != "Node Control/Rebirth".equals(metric.name())));
        every(
                "topics-nbirth-rebirth-metric operational-behavior-data-commands-rebirth-name"
                        + " operational-behavior-data-commands-rebirth-name-aliases payloads-nbirth-rebirth-req"
                        + " operational-behavior-data-commands-rebirth-datatype"
                        + " operational-behavior-data-commands-rebirth-value",
                "NBIRTH",
                each -> {
                    Metric metric = each.metric("Node Control/Rebirth");
                    return metric.type().equals("Boolean")
                            && metric.alias() == null
                            && metric.value().equals(new JsonValue.BooleanValue(false));
                });
        every(
                "topics-nbirth-bdseq-included payloads-nbirth-bdseq"
                        + " message-flow-edge-node-birth-publish-nbirth-payload-bdSeq",
                "NBIRTH",
                each -> each.metric("bdSeq").type().equals("Int64"));
    }

    public void metrics() {
        put("topics-nbirth-metric-reqs operational-behavior-data-publish-nbirth", () -> reported("NBIRTH", "NDATA"));
        put("topics-dbirth-metric-reqs operational-behavior-data-publish-dbirth", () -> reported("DBIRTH", "DDATA"));
        put(
                "payloads-propertyset-quality-value-type payloads-propertyset-quality-value-value"
                        + " payloads-propertyset-keys-array-size payloads-propertyset-values-array-size"
                        + " payloads-metric-propertyvalue-type-req payloads-metric-propertyvalue-type-type"
                        + " payloads-metric-propertyvalue-type-value",
                () -> {
                    Metric power = life.all("DBIRTH").getFirst().metric("active-power");
                    assertThat(power.property("engUnit")).isEqualTo("W");
                    assertThat(power.property("OBIS")).isEqualTo("1-0:16.7.0");
                    assertThat(life.all("DBIRTH"))
                            .allSatisfy(birth -> assertThat(birth.metrics()).allSatisfy(metric -> {
                                assertThat(Objects.requireNonNull(
                                                        metric.properties().get("Quality"))
                                                .text("type"))
                                        .isEqualTo("Int32");
                                assertThat(metric.property("Quality"))
                                        .isEqualTo(metric.value() == JsonValue.NullValue.NULL ? "500" : "192");
                            }));
                });
    }

    public static boolean valueOrNull(Heard each) {
        return each.metrics().stream().allMatch(metric -> {
            long values = metric.fields().stream()
                    .filter(field -> field.endsWith("Value"))
                    .count();
            return metric.fields().contains("isNull") ? values == 0 : values == 1;
        });
    }

    /// What comes in data was in the birth before it, under this alias.
    public static void reported(String birth, String data) {
        for (List<Heard> session : life.sessions()) {
            Map<String, List<Long>> known = new HashMap<>();
            for (Heard each : session) {
                List<Long> aliases = known.computeIfAbsent(each.device(), _ -> new ArrayList<>());
                each.metrics().stream()
                        .filter(_ -> each.type().equals(birth))
                        .forEach(metric -> aliases.add(metric.alias()));
                if (each.type().equals(data)) {
                    assertThat(aliases)
                            .containsAll(
                                    each.metrics().stream().map(Metric::alias).toList());
                }
            }
        }
        assertThat(life.all(data)).isNotEmpty();
    }
}
