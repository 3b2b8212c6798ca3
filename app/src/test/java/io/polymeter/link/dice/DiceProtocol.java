package io.polymeter.link.dice;

import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.kind.DiceSource;
import io.polymeter.config.kind.TableSink;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.Planning;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Site;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Dice that are thrown, and the table they fall on.
public final class DiceProtocol implements Protocol {

    private static final Duration EVERY = Duration.ofMillis(100);
    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    @Override
    public List<Class<? extends SourceSettings>> sources() {
        return List.of(DiceSource.class);
    }

    @Override
    public List<Class<? extends SinkSettings>> sinks() {
        return List.of(TableSink.class);
    }

    @Override
    public Blueprint plan(Planning planning) {
        return new Thrown(planning);
    }

    private record Thrown(Planning planning) implements Blueprint {

        @Override
        public List<String> describe() {
            List<String> lines = new ArrayList<>();
            planning.settings().meters().forEach((name, meter) -> {
                if (meter.source() instanceof DiceSource dice) {
                    lines.add("meter " + name + " throws " + dice.count() + " dice");
                }
            });
            planning.settings().outputs().forEach((name, output) -> {
                if (output.sink() instanceof TableSink table) {
                    lines.add("output " + name + " falls on the table " + table.name());
                }
            });
            return lines;
        }

        @Override
        public ProtocolLinks build(Site site) {
            List<ProtocolLinks.Part> parts = new ArrayList<>();
            List<ProtocolLinks.Output> outputs = new ArrayList<>();
            planning.settings().meters().forEach((name, meter) -> {
                if (meter.source() instanceof DiceSource dice) {
                    Meter target = site.meters().find(name).orElseThrow();
                    parts.add(new ProtocolLinks.Part(new DiceLink(name + ".dice", dice, target), new Health()));
                }
            });
            planning.settings().outputs().forEach((name, output) -> {
                if (output.sink() instanceof TableSink table) {
                    OutputCounters counters = new OutputCounters();
                    String meter = planning.settings().metersOf(output).getFirst();
                    outputs.add(new ProtocolLinks.Output(name, meter, "table", table.name(), counters::snapshot));
                }
            });
            return new ProtocolLinks(parts, outputs);
        }
    }

    private record DiceLink(String name, DiceSource dice, Meter target) implements Link {

        @Override
        public Message description() {
            return Message.verbatim("throws " + dice.count() + " dice");
        }

        @Override
        public void run(Context context) throws Exception {
            report(context, Health.State.UP, description());
            while (true) {
                int eyes = 0;
                for (int i = 0; i < dice.count(); i++) {
                    eyes += 1 + (int) (context.random().nextDouble() * 6);
                }
                double power = eyes;
                long now = context.clock().nanos();
                target.update(state -> state.with(
                        state.measured().toBuilder().put(POWER, power, now).build()));
                context.clock().sleep(EVERY);
            }
        }
    }
}
