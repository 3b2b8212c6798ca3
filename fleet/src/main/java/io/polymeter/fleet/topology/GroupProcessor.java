package io.polymeter.fleet.topology;

import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.site.Share;
import java.time.Duration;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/// Adds the parts of all tasks up: a country is one addition for each partition, not for each site.
final class GroupProcessor extends ContextualProcessor<String, byte[], String, byte[]> {

    private static final long KEPT = Duration.ofDays(40).toMillis();

    private KeyValueStore<String, byte[]> sums;

    @SuppressWarnings("NullAway.Init") // by init
    GroupProcessor() {}

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
        super.init(context);
        sums = context.getStateStore(FleetTopology.SUMS);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        String key = record.key();
        byte[] before = sums.get(key);
        GroupSum known = before == null ? GroupSum.NONE : GroupSum.of(before);
        byte[] now = known.plus(Share.of(record.value())).bytes();
        sums.put(key, now);
        if (before == null) {
            int mark = key.lastIndexOf('@');
            sums.delete(key.substring(0, mark + 1) + (Long.parseLong(key.substring(mark + 1)) - KEPT));
        }
        context().forward(record.withValue(now));
    }
}
