package io.polymeter.link.modbus.push;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.modbus.connect.ClientOpener;
import io.polymeter.message.Message;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.view.RegisterView;
import io.polymeter.view.Served;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a meter's registers to one slave with function code 16, as a KSEM does as Modbus TCP master.
///
/// Always the newest values: what came while a slow slave was being written is skipped. A block is written only
/// when it was received anew, so that an old value never looks fresh further down. A slave that is away costs
/// nobody else anything: each slave is a link of its own.
final class PushClientLink implements Link {

    /// How long a block that the slave refuses is not written.
    static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Terms terms;
    private final ClientOpener opener;

    /// What is written to whom.
    ///
    /// @param endpoint for people
    /// @param unit the slave's unit id
    /// @param view how the meter is shown
    /// @param blocks the writes, each at most 123 registers
    /// @param every the interval, null: with each measuring cycle
    /// @param mean true where values are averaged over the interval
    record Terms(
            String name,
            String endpoint,
            int unit,
            Meter meter,
            RegisterView view,
            Profile profile,
            List<Range> blocks,
            @Nullable Duration every,
            boolean mean) {}

    /// @param opener gives the slave's only connection
    PushClientLink(Terms terms, ClientOpener opener) {
        this.terms = terms;
        this.opener = opener;
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Message description() {
        String blocks =
                String.join(", ", terms.blocks().stream().map(Range::toString).toList());
        return terms.every() == null
                ? Message.of(
                        "link-writes-cycle",
                        "writes registers {registers} to {endpoint} unit {unit} with each cycle",
                        blocks,
                        terms.endpoint(),
                        terms.unit())
                : Message.of(
                        "link-writes-every",
                        "writes registers {registers} to {endpoint} unit {unit} every {millis} ms",
                        blocks,
                        terms.endpoint(),
                        terms.unit(),
                        terms.every().toMillis());
    }

    @Override
    public Set<String> events() {
        return Set.of("writes", "held-back", "refused-by-slave");
    }

    @Override
    public void run(Context context) throws Exception {
        Clock.Signal updated = context.clock().signal();
        Runnable unsubscribe = terms.meter().onUpdate(updated::raise);
        try (ModbusClient client = opener.open()) {
            Session session = new Session(client, context);
            updated.raise();
            while (true) {
                boolean news = updated.await(session.untilDue());
                session.step(news);
            }
        } finally {
            unsubscribe.run();
        }
    }

    /// One connection's worth of writing.
    private final class Session {

        private final ModbusClient client;
        private final Context context;
        private final Map<Range, Long> written = new HashMap<>();
        private final Map<Range, Long> refused = new HashMap<>();
        private final Map<Range, RegisterMean> means = new HashMap<>();
        private final Map<Range, Long> averaged = new HashMap<>();
        private long due;

        Session(ModbusClient client, Context context) {
            this.client = client;
            this.context = context;
            this.due = context.clock().nanos();
        }

        Duration untilDue() {
            return terms.every() == null
                    ? LOOK
                    : Duration.ofNanos(Math.max(1, due - context.clock().nanos()));
        }

        void step(boolean news) throws Exception {
            long now = context.clock().nanos();
            MeterState state = terms.meter().state();
            if (news && terms.mean()) {
                average(state, now);
            }
            if (terms.every() == null) {
                if (news) {
                    write(state, now);
                }
            } else if (now - due >= 0) {
                due = Math.max(due + terms.every().toNanos(), now);
                write(state, now);
            }
        }

        private void average(MeterState state, long now) {
            for (Range block : terms.blocks()) {
                long received = received(state, block, now);
                if (terms.view().read(state, block.address(), block.count(), now) instanceof Served.Data(Words words)
                        && received != averaged.getOrDefault(block, Long.MIN_VALUE)) {
                    averaged.put(block, received);
                    means.computeIfAbsent(block, b -> new RegisterMean(terms.profile(), b))
                            .add(words);
                }
            }
        }

        private void write(MeterState state, long now) throws Exception {
            boolean lost = false;
            for (Range block : terms.blocks()) {
                Long until = refused.get(block);
                if (until != null && now - until < 0) {
                    continue;
                }
                switch (terms.view().read(state, block.address(), block.count(), now)) {
                    case Served.Data(Words words) -> {
                        long received = received(state, block, now);
                        if (received != written.getOrDefault(block, Long.MIN_VALUE)) {
                            written.put(block, received);
                            RegisterMean mean = means.get(block);
                            send(block, mean == null ? words : mean.take(words), now);
                        }
                    }
                    case Served.Refused _, Served.Silent _ -> lost = true;
                }
            }
            if (lost) {
                context.health().count("held-back");
                report(
                        context,
                        Health.State.WAITING,
                        Message.of(
                                "holds-back",
                                "holds back what {meter} has not measured lately",
                                terms.meter().name()));
            } else if (refused.isEmpty()) {
                report(context, Health.State.UP, description());
            }
        }

        private long received(MeterState state, Range block, long now) {
            return -terms.view().shown(state, now).image().oldestAge(block.address(), block.count(), 0);
        }

        private void send(Range block, Words words, long now) throws Exception {
            Response response = client.send(terms.unit(), new Request.WriteMultipleRegisters(block.address(), words));
            if (response instanceof Response.Refusal refusal) {
                context.health().count("refused-by-slave");
                refused.put(block, now + ASK_AGAIN.toNanos());
                report(
                        context,
                        Health.State.WAITING,
                        Message.of(
                                "refuses-registers",
                                "{place} refuses registers {range} with exception {number}; tried again each minute",
                                terms.endpoint(),
                                block,
                                refusal.code().code()));
            } else {
                context.health().count("writes");
                refused.remove(block);
            }
        }
    }
}
