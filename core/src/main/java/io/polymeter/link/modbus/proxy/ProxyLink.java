package io.polymeter.link.modbus.proxy;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.modbus.connect.SharedClient;
import io.polymeter.message.Message;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Asks a device what many clients want to know, one exchange after the other, on the connection that the meter is
/// polled on. Between two exchanges the poll has its turn: it waits for one of ours at most, however many wait
/// here.
final class ProxyLink implements Link {

    /// Inquiries that may wait; more clients find the device busy (exception code 6).
    static final int WAITING = 512;

    /// Who waited longer has given up, or asked again: the device is not asked for him any more.
    static final Duration OLDEST = Duration.ofSeconds(5);

    /// So many broken connections in a row are no accident.
    private static final int GIVEN_UP = 2;

    private final Terms terms;
    private final Clock clock;
    private final ResponseCache recent;
    private final ClientStatistics clients = new ClientStatistics();
    private final Clock.Signal arrived;
    private final Queue<PendingRequest> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final FairQueue turns = new FairQueue();
    /// How many exchanges in a row broke the connection. For the link's thread alone.
    private int broken;

    /// The meter itself is silent; another unit that answers does not change that. For the link's thread alone.
    private boolean ownSilent;

    /// The replies of a unit when it was last silent here. For the link's thread alone.
    private final Map<Integer, Long> silent = new HashMap<>();

    /// What a proxy stands for.
    ///
    /// @param name of the link, e.g. `kaco-shared.proxy`
    /// @param device its endpoint
    /// @param unit the meter's unit id: its silence is news
    /// @param cache how old an answer may be that is given once more
    /// @param client the device's only connection
    record Terms(String name, String device, IntSupplier unit, Duration cache, SharedClient client) {}

    /// One burst of work: the connection is given back when nothing is left to do, for it must not outlive the
    /// polling.
    private final class Burst implements AutoCloseable {
        private final Context context;
        private final SilentUnits patience;
        private @Nullable ModbusClient client;

        private Burst(Context context, SilentUnits patience) {
            this.context = context;
            this.patience = patience;
        }

        private ModbusClient client() throws IOException, InterruptedException {
            ModbusClient open = client;
            if (open == null) {
                open = terms.client().open();
                client = open;
            }
            return open;
        }

        @Override
        public void close() {
            ModbusClient open = client;
            client = null;
            if (open != null) {
                open.close();
            }
        }
    }

    ProxyLink(Terms terms, Clock clock) {
        this.terms = terms;
        this.clock = clock;
        this.recent = new ResponseCache(terms.cache());
        this.arrived = clock.signal();
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Message description() {
        return Message.of("link-shares", "shares the connection to {device}", terms.device());
    }

    /// Takes an inquiry, which will be answered or refused. Any thread; never waits.
    void ask(PendingRequest inquiry) {
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            inquiry.refuse(ExceptionCode.SERVER_DEVICE_BUSY);
            return;
        }
        inbox.add(inquiry);
        arrived.raise();
    }

    /// Answers that are given once more.
    ResponseCache recent() {
        return recent;
    }

    /// What each client asked and got.
    ClientStatistics clients() {
        return clients;
    }

    /// How many inquiries wait now, beside what the health counts.
    @Override
    public Set<String> events() {
        return Set.of("exchanges", "failures", "not-asked", "timeouts", "too-late");
    }

    @Override
    public Map<String, Long> gauges() {
        return Map.of("waiting", (long) waiting.get());
    }

    @Override
    public void run(Context context) throws Exception {
        SilentUnits patience = new SilentUnits(context.random());
        report(context, Health.State.UP, description());
        try {
            while (true) {
                arrived.await(Duration.ofDays(1));
                try (Burst burst = new Burst(context, patience)) {
                    List<PendingRequest> together = next();
                    while (!together.isEmpty()) {
                        carryOut(together, burst);
                        together = next();
                    }
                }
            }
        } finally {
            line();
            List<PendingRequest> left = turns.takeAll();
            waiting.addAndGet(-left.size());
            refuse(left, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
        }
    }

    /// Those who came meanwhile line up.
    private void line() {
        for (PendingRequest inquiry = inbox.poll(); inquiry != null; inquiry = inbox.poll()) {
            turns.add(inquiry);
        }
    }

    private List<PendingRequest> next() {
        line();
        return turns.next();
    }

    private void carryOut(List<PendingRequest> together, Burst burst) throws InterruptedException {
        PendingRequest first = together.getFirst();
        long now = clock.nanos();
        try {
            if (now - first.asked() > OLDEST.toNanos()) {
                burst.context.health().count("too-late");
                refuse(together, ExceptionCode.SERVER_DEVICE_BUSY);
                return;
            }
            Long before = silent.get(first.unit());
            if (before != null && terms.client().replies(first.unit()) != before) {
                // Somebody else has heard it: it is there.
                silent.remove(first.unit());
                burst.patience.heard(first.unit(), now);
            }
            if (burst.patience.mayAsk(first, now, terms.client().replies())) {
                exchange(together, burst);
            } else {
                burst.context.health().count("not-asked");
                refuse(together, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
            }
        } finally {
            // An interrupt or a failure inside must not leave anybody waiting.
            refuse(together, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
            waiting.addAndGet(-together.size());
        }
    }

    private void exchange(List<PendingRequest> together, Burst burst) throws InterruptedException {
        PendingRequest first = together.getFirst();
        Health health = burst.context.health();
        long began = clock.nanos();
        try {
            health.count("exchanges");
            Response response = burst.client().send(first.unit(), first.request());
            burst.patience.answered(first, clock.nanos());
            broken = 0;
            ownSilent &= first.unit() != terms.unit().getAsInt();
            if (!ownSilent) {
                report(burst.context, Health.State.UP, description());
            }
            answer(first, together, response, began);
        } catch (NoResponseException _) {
            health.count("timeouts");
            silent.put(first.unit(), terms.client().replies(first.unit()));
            if (burst.patience.silent(first, clock.nanos())) {
                refuseAll(turns.takeFor(first.unit()), together);
                if (first.unit() == terms.unit().getAsInt()) {
                    ownSilent = true;
                    // Without figures that change: the log says it once.
                    report(
                            burst.context,
                            Health.State.WAITING,
                            Message.of(
                                    "unit-does-not-answer",
                                    "{place}, unit {unit}, does not answer",
                                    terms.device(),
                                    first.unit()));
                }
            }
        } catch (IOException e) {
            health.count("failures");
            burst.close();
            broken++;
            if (!(e instanceof ConnectFailedException) && broken < GIVEN_UP) {
                // One reply that does not fit, or a connection that broke, costs this request: the next connects anew.
                refuse(together, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
                return;
            }
            burst.patience.unreachable(clock.nanos(), terms.client().replies());
            report(burst.context, Health.State.WAITING, Message.of(e));
            refuseAll(turns.takeAll(), together);
        }
    }

    private void answer(PendingRequest first, List<PendingRequest> together, Response response, long began) {
        if (first.request().onlyReads()) {
            recent.keep(first, response, began);
            if (clock.received() - began >= 0) {
                // They asked while the device was answering, which did not wait for us.
                line();
                together.addAll(turns.takeSame(first));
            }
        } else {
            recent.forget();
        }
        for (PendingRequest inquiry : together) {
            if (inquiry != first) {
                clients.of(inquiry.client()).shared();
            }
            inquiry.answer().complete(response);
        }
    }

    /// They would be asked in vain too.
    private void refuseAll(List<PendingRequest> others, List<PendingRequest> together) {
        together.addAll(others);
        refuse(together, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
    }

    private static void refuse(List<PendingRequest> inquiries, ExceptionCode code) {
        inquiries.forEach(inquiry -> inquiry.refuse(code));
    }
}
