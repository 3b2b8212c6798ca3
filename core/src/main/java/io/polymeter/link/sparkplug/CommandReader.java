package io.polymeter.link.sparkplug;

import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.EdgeNodeId;
import io.polymeter.sparkplug.MalformedPayloadException;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads commands. Each metric of a message is carried out or refused by its name.
final class CommandReader {

    private final EdgeNodeId id;
    private final Set<String> meters;
    private final MetricAliases aliases;

    CommandReader(EdgeNodeId id, Set<String> meters, MetricAliases aliases) {
        this.id = id;
        this.meters = Set.copyOf(meters);
        this.aliases = aliases;
    }

    /// What a message wants; in the order of the commands, of which a rebirth is the last.
    List<Command> read(Message message) {
        String topic = message.topic();
        boolean node = topic.equals(id.topic("NCMD"));
        String prefix = id.topic("DCMD") + "/";
        String meter = topic.startsWith(prefix) ? topic.substring(prefix.length()) : null;
        if (!node && (meter == null || !meters.contains(meter))) {
            return List.of(new Command.Refused(topic, "no such device"));
        }
        if (message.retained()) {
            // What the broker has kept may be of last year.
            return List.of(new Command.Refused(topic, "a command that was kept by the broker"));
        }
        try {
            return commands(Payload.decode(message.payload()), node ? null : meter);
        } catch (MalformedPayloadException e) {
            return List.of(new Command.Refused(topic, String.valueOf(e.getMessage())));
        }
    }

    private List<Command> commands(Payload payload, @Nullable String meter) {
        Map<String, MetricValue> wanted = new LinkedHashMap<>();
        List<Command> commands = new ArrayList<>();
        for (Metric metric : payload.metrics()) {
            Long alias = metric.alias();
            String name = metric.name() != null ? metric.name() : alias == null ? null : aliases.name(alias);
            if (name == null) {
                commands.add(new Command.Refused(alias == null ? "a metric" : "alias " + alias, "it has no name"));
            } else {
                wanted.put(name, metric.value());
            }
        }
        again(wanted, meter, commands);
        if (meter == null) {
            configure(wanted, commands);
            MetricValue rebirth = wanted.remove(ControlMetrics.REBIRTH);
            if (rebirth instanceof MetricValue.Truth truth && truth.value()) {
                commands.add(new Command.Rebirth());
            } else if (rebirth != null) {
                commands.add(new Command.Refused(ControlMetrics.REBIRTH, "it is not true"));
            }
        } else {
            limit(wanted, meter, commands);
        }
        wanted.keySet().forEach(name -> commands.add(new Command.Refused(name, "nothing that can be written")));
        return commands;
    }

    private static void again(Map<String, MetricValue> wanted, @Nullable String meter, List<Command> commands) {
        MetricValue from = wanted.remove(ControlMetrics.REPLAY_FROM);
        MetricValue to = wanted.remove(ControlMetrics.REPLAY_TO);
        if (from == null && to == null) {
            return;
        }
        if (from instanceof MetricValue.Whole first
                && to instanceof MetricValue.Whole last
                && first.value() >= 0
                && first.value() < last.value()) {
            commands.add(new Command.Again(new TimeRange(first.value(), last.value()), meter));
        } else {
            String field = from instanceof MetricValue.Whole ? ControlMetrics.REPLAY_TO : ControlMetrics.REPLAY_FROM;
            commands.add(new Command.Refused(field, "two moments are needed, the earlier one first"));
        }
    }

    private static void limit(Map<String, MetricValue> wanted, String meter, List<Command> commands) {
        MetricValue limit = wanted.remove(ControlMetrics.POWER_LIMIT);
        MetricValue until = wanted.remove(ControlMetrics.POWER_LIMIT_UNTIL);
        if (limit == null && until == null) {
            return;
        }
        if (limit instanceof MetricValue.Null) {
            commands.add(new Command.Limit(meter, Double.NaN, 0));
        } else if (!(limit instanceof MetricValue.Real watts)
                || !(watts.value() >= 0)
                || Double.isInfinite(watts.value())) {
            commands.add(new Command.Refused(ControlMetrics.POWER_LIMIT, "no power of 0 W or more"));
        } else if (until instanceof MetricValue.Whole moment) {
            commands.add(new Command.Limit(meter, watts.value(), moment.value()));
        } else {
            commands.add(new Command.Refused(ControlMetrics.POWER_LIMIT_UNTIL, "a limit has to say when it ends"));
        }
    }

    private static void configure(Map<String, MetricValue> wanted, List<Command> commands) {
        MetricValue text = wanted.remove(ControlMetrics.CONFIGURATION);
        MetricValue hash = wanted.remove(ControlMetrics.CONFIGURATION_HASH);
        if (text == null && hash == null) {
            return;
        }
        if (text instanceof MetricValue.Text content && hash instanceof MetricValue.Text digest) {
            commands.add(new Command.Configure(content.value(), digest.value()));
        } else {
            commands.add(new Command.Refused(
                    text instanceof MetricValue.Text ? ControlMetrics.CONFIGURATION_HASH : ControlMetrics.CONFIGURATION,
                    "text and hash are needed"));
        }
    }
}
