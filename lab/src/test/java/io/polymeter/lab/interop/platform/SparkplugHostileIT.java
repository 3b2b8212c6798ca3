package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.SparkplugHost;
import io.polymeter.lab.peer.SparkplugHost.Heard;
import io.polymeter.sparkplug.DataType;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whoever may publish at the broker sends what is no command: nothing comes of it but a count, and the numbers of the
/// node's own messages go on, also from 255 to 0.
@Timeout(180)
class SparkplugHostileIT {

    private static final int METERS = 20;
    private static final int HUGE = 4 << 20;
    private static final String NODE = "spBv1.0/north/NCMD/site";
    private static final String DEVICE = "spBv1.0/north/DCMD/site/m1";

    @TempDir
    private Path directory;

    private static String configuration(int broker) {
        StringBuilder text = new StringBuilder("http: { enabled: false }\nmeters:\n");
        IntStream.range(0, METERS).forEach(each -> text.append("  m" + each + ": { simulate: summer-day }\n"));
        return text + """
                outputs:
                  fleet:
                    meters: all
                    sparkplug: { broker: "mqtt://127.0.0.1:%d", group: north, node: site, every: 200ms, commands: limit }
                """.formatted(broker);
    }

    private static Payload command(Metric... metrics) {
        return new Payload(1L, null, List.of(metrics));
    }

    private static byte[] rebirth(DataType type, MetricValue value) {
        return command(Metric.of("Node Control/Rebirth", 1, type, value)).encode();
    }

    /// Payloads that are no commands: bytes of every kind, and commands of the wrong types.
    private static List<byte[]> hostile() {
        Random random = new Random(7);
        List<byte[]> all = new ArrayList<>();
        byte[] whole = rebirth(DataType.BOOLEAN, new MetricValue.Truth(true));
        for (int cut = 1; cut < whole.length; cut += 3) {
            all.add(Arrays.copyOf(whole, whole.length - cut));
        }
        for (int length : new int[] {1, 2, 64, 5_000}) {
            byte[] noise = new byte[length];
            random.nextBytes(noise);
            all.add(noise);
        }
        all.add(new byte[HUGE]);
        byte[] lengths = new byte[HUGE];
        Arrays.fill(lengths, (byte) 0xff);
        all.add(lengths);
        // A metric that says it is as long as all memory, and nested empty ones without end.
        all.add(new byte[] {0x12, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0x0a});
        byte[] empty = new byte[HUGE];
        for (int i = 0; i + 1 < empty.length; i += 2) {
            empty[i] = 0x12;
        }
        all.add(empty);
        all.add(rebirth(DataType.BOOLEAN, new MetricValue.Truth(false)));
        all.add(rebirth(DataType.BOOLEAN, MetricValue.NULL));
        all.add(rebirth(DataType.STRING, new MetricValue.Text("true")));
        all.add(rebirth(DataType.INT64, new MetricValue.Whole(1)));
        Metric late = Metric.of("Polymeter Control/Replay From", 1, DataType.DATE_TIME, new MetricValue.Whole(9));
        all.add(command(late, Metric.of("Polymeter Control/Replay To", 1, DataType.DATE_TIME, new MetricValue.Whole(3)))
                .encode());
        all.add(command(Metric.of("Polymeter Control/Replay From", 1, DataType.STRING, new MetricValue.Text("now")))
                .encode());
        all.add(command(Metric.of(
                        "Polymeter Control/Power Limit", 1, DataType.DOUBLE, new MetricValue.Real(Double.NaN)))
                .encode());
        all.add(command(Metric.of("Polymeter Control/Configuration", 1, DataType.STRING, new MetricValue.Text("x")))
                .encode());
        all.add(command(Metric.of(99_999, 1, new MetricValue.Whole(1))).encode());
        all.add(command(Metric.of("active-power", 1, DataType.DOUBLE, new MetricValue.Real(5)))
                .encode());
        return all;
    }

    private void send(SparkplugHost host, String topic, byte[] payload, String... more) throws IOException {
        Path file = directory.resolve("hostile.bin");
        Files.write(file, payload);
        host.send(topic, file, more);
    }

    @Test
    void nothingThatIsNoCommandDisturbsTheNode() throws Exception {
        byte[] rebirth = rebirth(DataType.BOOLEAN, new MetricValue.Truth(true));
        List<String> births = Stream.of("NBIRTH", "NDATA", "DBIRTH", "DDATA", "DDEATH")
                .map(type -> "spBv1.0/north/" + type + "/#")
                .toList();
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true");
                SparkplugHost host = new SparkplugHost(broker, directory, births)) {
            // What the broker has kept may be of last year.
            send(host, NODE, rebirth, "-r");
            try (Polymeter polymeter = Polymeter.run(directory, configuration(broker.port()))) {
                polymeter.says("a command that was kept by the broker");
                host.next(0, "DDATA", "m1");
                for (byte[] payload : hostile()) {
                    send(host, NODE, payload);
                    send(host, DEVICE, payload);
                }
                send(host, "spBv1.0/north/DCMD/site/nobody", new byte[] {1});
                polymeter.says("it is not true");
                host.next(256, each -> Long.valueOf(3).equals(each.seq()), "the numbers behind 255");
                int undisturbed = host.all().size();
                assertThat(host.all("NBIRTH")).hasSize(1);

                send(host, NODE, rebirth);
                Heard again = host.next(undisturbed, "NBIRTH", "");
                assertThat(again.metric("bdSeq").number())
                        .isEqualTo(host.all("NBIRTH").getFirst().metric("bdSeq").number());
                host.next(host.all().size(), "DDATA", "m1");
                numbered(host.all());
                assertThat(polymeter.alive()).isTrue();
            }
        }
    }

    private static void numbered(List<Heard> all) {
        long next = 0;
        for (Heard each : all) {
            next = each.type().equals("NBIRTH") ? 0 : next;
            assertThat(each.seq()).as("%s", each).isEqualTo(next);
            next = (next + 1) % 256;
        }
        assertThat(all).hasSizeGreaterThan(256);
    }
}
