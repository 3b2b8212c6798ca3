package io.polymeter.fleet.topology;

import io.polymeter.fleet.site.Effect;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What an engine has done since it began; safe for several threads.
public final class Tallies {

    final LongAdder messages = new LongAdder();
    final LongAdder told = new LongAdder();
    final LongAdder asked = new LongAdder();
    private final Map<Effect.Refused, LongAdder> refused = new EnumMap<>(Effect.Refused.class);

    /// All are 0.
    public Tallies() {
        for (Effect.Refused kind : Effect.Refused.values()) {
            refused.put(kind, new LongAdder());
        }
    }

    void count(Effect.Refused kind) {
        LongAdder adder = refused.get(kind);
        if (adder != null) {
            adder.increment();
        }
    }

    /// Messages taken in.
    public long messages() {
        return messages.sum();
    }

    /// Quarter-hours told, corrections with them.
    public long told() {
        return told.sum();
    }

    /// Requests for old values.
    public long asked() {
        return asked.sum();
    }

    /// What was refused, by reason.
    public Map<Effect.Refused, Long> refused() {
        Map<Effect.Refused, Long> all = new EnumMap<>(Effect.Refused.class);
        refused.forEach((kind, adder) -> all.put(kind, adder.sum()));
        return all;
    }
}
