package io.polymeter.link.victron;

import io.polymeter.dbus.BusAddress;
import io.polymeter.dbus.BusConnection;
import io.polymeter.dbus.BusMessage;
import io.polymeter.dbus.DbusValue;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.RegisterWriter;
import io.polymeter.link.Trouble;
import io.polymeter.link.limit.PowerLimit;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.store.Meter;
import io.polymeter.view.AgeLimits;
import io.polymeter.view.FreshValues;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// One service on the bus, over a connection of its own: object paths belong to a connection, and every service has
/// the same ones.
///
/// After each update of the meter the next picture is drawn, and what changed leaves in one `ItemsChanged`. The
/// name is taken when everything stands; it is given back by the end of the connection.
final class VictronLink implements Link {

    /// How late it is noticed that values have become too old.
    private static final Duration LOOK = Duration.ofMillis(500);

    /// How often the bus is asked whether it is still there: a cut network says nothing.
    private static final Duration PING = Duration.ofSeconds(20);

    private static final String LIMIT = "/Ac/PowerLimit";

    private final Terms terms;
    private final ServicePaths face;
    private final OutputCounters counters = new OutputCounters();
    private final @Nullable PowerLimit limit;
    // What was last shown: energy stays, also over the end of a connection.
    private PathValues picture = PathValues.BLANK;
    private int instance;

    /// What is shown where.
    ///
    /// @param service the bus name
    /// @param instance gives the device instance
    /// @param about what the service says of itself
    /// @param limits how old values may be
    /// @param writer the way to the device, null where nothing may be written
    record Terms(
            String name,
            BusAddress bus,
            String service,
            InstanceAllocation instance,
            CommonPaths about,
            Meter meter,
            AgeLimits limits,
            @Nullable RegisterWriter writer) {}

    VictronLink(Terms terms, ServicePaths face) {
        this.terms = terms;
        this.face = face;
        this.instance = terms.instance().preferred();
        RegisterWriter writer = terms.writer();
        this.limit = writer == null ? null : new PowerLimit(terms.about().output(), writer);
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Message description() {
        return Message.of(
                "link-shows-on-bus",
                "shows {meter} as {service} on the bus {bus}",
                terms.meter().name(),
                terms.service(),
                terms.bus().text());
    }

    @Override
    public Set<String> events() {
        return Set.of("connects", "updates", "instance-changes");
    }

    OutputCounters requests() {
        return counters;
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock.Signal woken = context.clock().signal();
        Runnable unsubscribe = terms.meter().onUpdate(woken::raise);
        try {
            while (true) {
                try (Session session = new Session(context, woken)) {
                    session.run();
                }
                context.health().count("instance-changes");
            }
        } finally {
            unsubscribe.run();
        }
    }

    /// One connection.
    private final class Session implements AutoCloseable {

        private final Context context;
        private final Clock.Signal woken;
        private final BusItems items;
        private final BusConnection bus;
        private final CompletableFuture<IOException> end;
        private volatile boolean settingsMoved;
        private long pinged;

        Session(Context context, Clock.Signal woken) throws IOException, InterruptedException {
            this.context = context;
            this.woken = woken;
            this.items = new BusItems(counters, context.clock()::nanos, this::set, _ -> {
                settingsMoved = true;
                woken.raise();
            });
            this.bus = BusConnection.open(terms.bus(), items);
            this.end = bus.end();
            var _ = end.thenRun(woken::raise);
        }

        /// Ends by return where the device instance has become another one.
        void run() throws IOException, InterruptedException {
            terms.instance().watch(bus);
            instance = reserved();
            draw(now());
            bus.requestName(terms.service());
            context.health().count("connects");
            report(context, Health.State.UP, up());
            pinged = now().now();
            while (true) {
                woken.await(LOOK);
                if (end.isDone()) {
                    throw new CodedIoException(Message.of(
                            "bus-gone",
                            "the bus {bus} is gone: {why}",
                            terms.bus().text(),
                            Message.of(end.join())));
                }
                if (settingsMoved) {
                    settingsMoved = false;
                    if (reserved() != instance) {
                        return;
                    }
                }
                step(now());
            }
        }

        private int reserved() throws IOException, InterruptedException {
            InstanceAllocation.Reserved handedOut = terms.instance().reserve(bus, instance);
            Message deviation = handedOut.deviation();
            if (deviation != null) {
                trouble(context, Trouble.note("instance", deviation));
            }
            return handedOut.number();
        }

        private FreshValues now() {
            // The state first: nothing in it is then younger than now.
            var state = terms.meter().state();
            return new FreshValues(state, terms.limits(), context.clock().nanos());
        }

        private void step(FreshValues values) throws IOException, InterruptedException {
            PathValues before = picture;
            boolean announce = limit != null && limit.unsettled();
            draw(values);
            Map<String, PathValue> changed = picture.changedSince(before);
            PathValue set = changed.get(LIMIT);
            if (announce && set != null) {
                changed.remove(LIMIT);
                bus.send(BusMessage.signal(
                        new BusMessage.Member(LIMIT, BusItems.INTERFACE, "PropertiesChanged"),
                        List.of(set.dictionary())));
            }
            if (!changed.isEmpty()) {
                context.health().count("updates");
                bus.send(BusMessage.signal(
                        new BusMessage.Member("/", BusItems.INTERFACE, "ItemsChanged"),
                        List.of(PathValues.dictionary(new TreeMap<>(changed)))));
            }
            if (limit != null) {
                limit.settle();
                limit.refresh(values, bus::hasOwner);
            }
            if (values.now() - pinged > PING.toNanos()) {
                bus.ping();
                pinged = values.now();
            }
            state(values);
        }

        private void draw(FreshValues values) {
            PathValues.Drawing to = picture.next();
            ServiceUpdate scene = new ServiceUpdate(values, to);
            terms.about().draw(face, instance, scene);
            face.draw(scene);
            if (limit != null && PowerLimit.possible(values)) {
                to.put(LIMIT, ValueFormat.POWER, limit.shown(values), false);
            }
            picture = to.done();
            items.show(picture);
        }

        private Message up() {
            return Message.of("on-bus-as-instance", "{what}, instance {number}", description(), instance);
        }

        /// Not logged: whoever feeds the meter has said that it is away, and when it comes back.
        private void state(FreshValues values) {
            long now = values.now();
            if (values.alive()) {
                context.health().set(Health.State.UP, up(), now);
            } else {
                context.health()
                        .set(
                                Health.State.WAITING,
                                Message.of(
                                        "no-valid-data",
                                        "{name} has no valid data",
                                        terms.meter().name()),
                                now);
            }
        }

        private @Nullable CompletionStage<Integer> set(String path, DbusValue value, String by) {
            if (limit == null || !path.equals(LIMIT) || !PowerLimit.possible(now())) {
                return null;
            }
            double watts = switch (value) {
                case DbusValue.Real(double number) -> number;
                case DbusValue.Int32(int number) -> number;
                case DbusValue.Uint32(long number) -> number;
                case DbusValue.Int64(long number) -> number;
                case DbusValue.Int16(int number) -> number;
                case DbusValue.Uint16(int number) -> number;
                case DbusValue.Octet(int number) -> number;
                case DbusValue.Bool _,
                        DbusValue.Uint64 _,
                        DbusValue.Text _,
                        DbusValue.ObjectPath _,
                        DbusValue.Type _,
                        DbusValue.Descriptor _,
                        DbusValue.Array _,
                        DbusValue.Struct _,
                        DbusValue.Entry _,
                        DbusValue.Variant _ -> Double.NaN;
            };
            return Double.isNaN(watts) ? null : limit.set(watts, by, now(), woken::raise);
        }

        @Override
        public void close() {
            bus.close();
        }
    }
}
