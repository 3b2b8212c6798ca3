package io.polymeter.fleet.demo;

import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.UplinkMessage;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.MalformedPayloadException;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Of which moments a gateway has told something, as Kafka has it.
final class TimesTold {

    private final KafkaAccess kafka;
    private final String node;

    /// @param node `GROUP/NODE`
    TimesTold(KafkaAccess kafka, String node) {
        this.kafka = kafka;
        this.node = node;
    }

    /// What was told up to now.
    ///
    /// @param live births, and messages of a meter's present
    /// @param past values of the past, by their moments
    /// @param values of the past
    /// @param lost where a stretch begins of which the gateway says that it has nothing, and where it ends
    record Look(long live, TreeSet<Long> past, long values, TreeMap<Long, Long> lost) {

        long moments() {
            return past.size();
        }

        /// The newest moment of the past, 0 for none.
        long last() {
            return past.isEmpty() ? 0 : past.last();
        }

        /// The quarter-hours from one moment to another that are over by then.
        long ended(long from, long to) {
            return (Quarter.of(to) - Quarter.of(from)) / Quarter.MILLIS - 1;
        }

        /// Those of which something was told.
        long quarters(long from, long to) {
            long told = 0;
            for (long at = Quarter.of(from) + Quarter.MILLIS; at < Quarter.of(to); at += Quarter.MILLIS) {
                told += past.subSet(at, at + Quarter.MILLIS).isEmpty() ? 0 : 1;
            }
            return told;
        }

        /// The longest time of which nothing was told, nor said to be lost, in milliseconds.
        long gap(long from, long to) {
            long longest = 0;
            long before = from;
            for (long at : past.subSet(from, to)) {
                longest = Math.max(longest, at - before - lost(before, at));
                before = at;
            }
            return Math.max(longest, to - before - lost(before, to));
        }

        /// So much of a stretch is said to be lost, in milliseconds.
        long lost(long from, long to) {
            long sum = 0;
            long counted = from;
            for (Map.Entry<Long, Long> each : lost.entrySet()) {
                long end = Math.min(to, each.getValue());
                sum += Math.max(0, end - Math.max(counted, each.getKey()));
                counted = Math.max(counted, end);
            }
            return sum;
        }
    }

    /// Reads all of it.
    ///
    /// @throws IOException where a message is none
    Look look() throws IOException {
        Counting counting = new Counting();
        try (KafkaConsumer<String, byte[]> consumer = kafka.consumer(Map.of())) {
            List<TopicPartition> parts = consumer.partitionsFor(kafka.topics().up()).stream()
                    .map(part -> new TopicPartition(part.topic(), part.partition()))
                    .toList();
            consumer.assign(parts);
            consumer.seekToBeginning(parts);
            Map<TopicPartition, Long> ends = consumer.endOffsets(parts);
            while (parts.stream().anyMatch(part -> consumer.position(part) < ends.getOrDefault(part, 0L))) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    if (node.equals(record.key())) {
                        counting.take(UplinkMessage.of(record.value()));
                    }
                }
            }
        } catch (MalformedPayloadException e) {
            throw new IOException(node + " has sent what is no message", e);
        }
        return new Look(counting.live, counting.past, counting.values, counting.lost);
    }

    private static final class Counting {
        private final TreeSet<Long> past = new TreeSet<>();
        private final Map<Long, String> names = new HashMap<>();
        private long live;
        private long values;
        private final TreeMap<Long, Long> lost = new TreeMap<>();
        private long lostFrom;

        private void take(UplinkMessage up) throws MalformedPayloadException {
            boolean present = false;
            for (Metric metric : Payload.decode(up.payload()).metrics()) {
                Long alias = metric.alias();
                String name = metric.name();
                if (alias != null && name != null) {
                    names.put(alias, name);
                }
                name = name != null || alias == null ? name : names.get(alias);
                Long at = metric.timestamp();
                boolean known = !(metric.value() instanceof MetricValue.Null);
                if (metric.historical() && at != null && known) {
                    past.add(at);
                    values++;
                } else if (known) {
                    lost(name, metric.value());
                    present |= up.kind() == UplinkMessage.Kind.DDATA || up.kind() == UplinkMessage.Kind.DBIRTH;
                }
            }
            // The first birth may come before the meter has values.
            live += present || up.kind() == UplinkMessage.Kind.NBIRTH ? 1 : 0;
        }

        private void lost(@Nullable String name, MetricValue value) {
            if (value instanceof MetricValue.Whole moment) {
                if (ControlMetrics.LOST_FROM.equals(name)) {
                    lostFrom = moment.value();
                } else if (ControlMetrics.LOST_TO.equals(name)) {
                    lost.put(lostFrom, moment.value());
                }
            }
        }
    }
}
