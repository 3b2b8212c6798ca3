package io.polymeter.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.tahu.message.SparkplugBPayloadDecoder;
import org.eclipse.tahu.message.SparkplugBPayloadEncoder;
import org.eclipse.tahu.message.model.Metric.MetricBuilder;
import org.eclipse.tahu.message.model.MetricDataType;
import org.eclipse.tahu.message.model.PropertyDataType;
import org.eclipse.tahu.message.model.PropertySet.PropertySetBuilder;
import org.eclipse.tahu.message.model.PropertyValue;
import org.eclipse.tahu.message.model.SparkplugBPayload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Payloads as Eclipse Tahu writes and reads them, and bytes that are none.
/// [PayloadEncoder] and [PayloadDecoder] do it, on the wire format of [WireWriter] and [WireReader].
class PayloadTest {

    private static final long TIME = 1_795_000_000_123L;
    private static final Date DATE = Date.from(Instant.ofEpochMilli(TIME));

    private static Metric metric(DataType type, MetricValue value) {
        return Metric.of("m", TIME, type, value).aliased(7);
    }

    private static MetricValue whole(long value) {
        return new MetricValue.Whole(value);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> values() {
        return Stream.of(
                        new Object[] {DataType.INT8, whole(-128), (byte) -128},
                        new Object[] {DataType.INT16, whole(-32_768), (short) -32_768},
                        new Object[] {DataType.INT32, whole(Integer.MIN_VALUE), Integer.MIN_VALUE},
                        new Object[] {DataType.INT64, whole(Long.MIN_VALUE), Long.MIN_VALUE},
                        new Object[] {DataType.UINT8, whole(255), (short) 255},
                        new Object[] {DataType.UINT16, whole(65_535), 65_535},
                        new Object[] {DataType.UINT32, whole(4_294_967_295L), 4_294_967_295L},
                        new Object[] {DataType.UINT64, whole(-1), new java.math.BigInteger("18446744073709551615")},
                        new Object[] {DataType.FLOAT, new MetricValue.Real(230.1f), 230.1f},
                        new Object[] {DataType.DOUBLE, new MetricValue.Real(-1200.5), -1200.5},
                        new Object[] {DataType.BOOLEAN, new MetricValue.Truth(true), true},
                        new Object[] {DataType.STRING, new MetricValue.Text("Zähler №1 ⚡"), "Zähler №1 ⚡"},
                        new Object[] {DataType.TEXT, new MetricValue.Text(""), ""},
                        new Object[] {DataType.DATE_TIME, whole(TIME), DATE})
                .map(org.junit.jupiter.params.provider.Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("values")
    void tahuReadsWhatIsWritten(DataType type, MetricValue value, Object theirs) throws Exception {
        byte[] bytes = new Payload(TIME, 255, List.of(metric(type, value))).encode();
        SparkplugBPayload read = new SparkplugBPayloadDecoder().buildFromByteArray(bytes, null);
        assertThat(read.getTimestamp()).isEqualTo(DATE);
        assertThat(read.getSeq()).isEqualTo(255);
        var metric = read.getMetrics().getFirst();
        assertThat(metric.getName()).isEqualTo("m");
        assertThat(metric.getAlias()).isEqualTo(7);
        assertThat(metric.getDataType().toIntValue()).isEqualTo(type.code());
        assertThat(metric.getValue()).isEqualTo(theirs);
        assertThat(Payload.decode(bytes).metrics()).containsExactly(metric(type, value));
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatTahuWritesIsRead(DataType type, MetricValue value, Object theirs) throws Exception {
        var metric = new MetricBuilder("m", MetricDataType.fromInteger(type.code()), theirs)
                .alias(7L)
                .timestamp(DATE)
                .isHistorical(true)
                .createMetric();
        byte[] bytes = new SparkplugBPayloadEncoder()
                .getBytes(new SparkplugBPayload(DATE, List.of(metric), 0L, null, null), false);
        Payload read = Payload.decode(bytes);
        assertThat(read.seq()).isZero();
        assertThat(read.metrics()).containsExactly(metric(type, value).past());
    }

    @Test
    void propertiesAreTahus() throws Exception {
        Metric ours = metric(DataType.DOUBLE, MetricValue.NULL)
                .with(Map.of("engUnit", Property.of("W"), "Quality", Property.of(500), "derived", Property.of(true)));
        byte[] bytes = new Payload(TIME, 1, List.of(ours)).encode();
        var read = new SparkplugBPayloadDecoder()
                .buildFromByteArray(bytes, null)
                .getMetrics()
                .getFirst();
        assertThat(read.getIsNull()).isTrue();
        assertThat(read.getProperties().getPropertyValue("engUnit").getValue()).isEqualTo("W");
        assertThat(read.getProperties().getPropertyValue("Quality").getValue()).isEqualTo(500);
        assertThat(read.getProperties().getPropertyValue("Quality").getType()).isEqualTo(PropertyDataType.Int32);
        assertThat(read.getProperties().getPropertyValue("derived").getValue()).isEqualTo(true);

        var theirs = new MetricBuilder("m", MetricDataType.Double, null)
                .properties(new PropertySetBuilder()
                        .addProperty("engUnit", new PropertyValue<>(PropertyDataType.String, "kWh"))
                        .addProperty("scale", new PropertyValue<>(PropertyDataType.Double, 0.5))
                        .createPropertySet())
                .createMetric();
        byte[] written = new SparkplugBPayloadEncoder()
                .getBytes(new SparkplugBPayload(DATE, List.of(theirs), 1L, null, null), false);
        Metric back = Payload.decode(written).metrics().getFirst();
        assertThat(back.value()).isEqualTo(MetricValue.NULL);
        assertThat(back.properties())
                .containsEntry("engUnit", Property.of("kWh"))
                .containsEntry("scale", new Property(DataType.DOUBLE, new MetricValue.Real(0.5)));
    }

    @Test
    void absentIsNeverZero() throws Exception {
        Payload read =
                Payload.decode(new Payload(null, null, List.of(metric(DataType.INT32, MetricValue.NULL))).encode());
        assertThat(read.timestamp()).isNull();
        assertThat(read.seq()).isNull();
        assertThat(read.metrics().getFirst().value()).isEqualTo(MetricValue.NULL);
        assertThat(Payload.decode(new byte[0])).isEqualTo(new Payload(null, null, List.of()));
        Metric data = Metric.of(9, TIME, new MetricValue.Real(0));
        assertThat(Payload.decode(new Payload(TIME, 0, List.of(data)).encode()).metrics())
                .containsExactly(data);
    }

    @Test
    void aDataMessageMayLeaveTheDatatypeOut() throws Exception {
        // alias 3, double 1.5
        Metric read = Payload.decode(HexFormat.of().parseHex("120b100369000000000000f83f"))
                .metrics()
                .getFirst();
        assertThat(read.type()).isNull();
        assertThat(read.alias()).isEqualTo(3);
        assertThat(read.value()).isEqualTo(new MetricValue.Real(1.5));
    }

    @Test
    void kindsThatAreNotReadArePassedOver() throws Exception {
        var bytes = new MetricBuilder("raw", MetricDataType.Bytes, new byte[] {1, 2}).createMetric();
        byte[] written = new SparkplugBPayloadEncoder()
                .getBytes(new SparkplugBPayload(DATE, List.of(bytes), 1L, "an id", new byte[] {9}), false);
        Payload read = Payload.decode(written);
        assertThat(read.metrics().getFirst().value()).isEqualTo(new MetricValue.Unread());
        assertThatThrownBy(read::encode).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08", // a number that ends
                "08ffffffffffffffffffff01", // a number that does not
                "0a00", // a timestamp that is text
                "1205", // a metric that is longer than the message
                "18ac02", // seq 300
                "08ffffffffffffffffff01", // a timestamp of 64 bits
                "0b0c", // a group
                "0000", // field 0
                "1200", // a metric with nothing
                "1203" + "0a01ff", // a name that is no UTF-8
                "1204" + "2009" + "5001", // a float that is an integer
                "1206" + "200a" + "55000000", // a double in less than its bytes
                "120d" + "200a" + "5501020304" + "7a00" + "580160", // a field that ends
                "1205" + "2001" + "50e807", // an INT8 of 1000
                "1206" + "2005" + "50808004", // a UINT8 of 65536
                "1208" + "3801" + "4a04" + "0a02413d", // a key without a value
                "120a" + "3801" + "4a06" + "0a0141" + "120112", // a property that ends
            })
    void whatIsNoPayloadIsRefused(String hex) {
        assertThatThrownBy(() -> Payload.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessageMatching("[a-z].+");
    }

    @Test
    void aMessageThatIsTooMuchIsRefused() {
        assertThatThrownBy(() -> Payload.decode(new byte[Payload.MAX_BYTES + 1]))
                .hasMessageContaining("longer than");
        byte[] many = new byte[4 * (Payload.MAX_METRICS + 1)];
        IntStream.range(0, Payload.MAX_METRICS + 1)
                .forEach(i -> System.arraycopy(new byte[] {0x12, 2, 0x38, 1}, 0, many, 4 * i, 4));
        assertThatThrownBy(() -> Payload.decode(many)).hasMessageContaining("metrics: more than");
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i <= Payload.MAX_METRICS; i++) {
            metrics.add(metric(DataType.INT8, MetricValue.NULL));
        }
        assertThatThrownBy(() -> new Payload(TIME, 0, metrics)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Payload(TIME, 256, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyCutAndEveryFlippedBitIsAPayloadOrRefused() throws Exception {
        Metric unit = metric(DataType.DOUBLE, new MetricValue.Real(1.5)).with(Map.of("engUnit", Property.of("W")));
        byte[] whole = new Payload(TIME, 3, List.of(unit, metric(DataType.INT16, whole(-3)))).encode();
        Random random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
            for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Payload read = Payload.decode(bytes);
                if (read.metrics().stream()
                        .noneMatch(metric -> metric.value() instanceof MetricValue.Unread
                                || metric.properties().values().stream()
                                        .anyMatch(each -> each.value() instanceof MetricValue.Unread))) {
                    assertThat(Payload.decode(read.encode())).isEqualTo(read);
                }
            } catch (MalformedPayloadException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
