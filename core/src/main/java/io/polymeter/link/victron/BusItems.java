package io.polymeter.link.victron;

import io.polymeter.dbus.BusHandler;
import io.polymeter.dbus.BusMessage;
import io.polymeter.dbus.DbusValue;
import io.polymeter.link.OutputCounters;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Answers calls of `com.victronenergy.BusItem` from the latest picture, as velib's `VeDbusService` does.
final class BusItems implements BusHandler {

    static final String INTERFACE = "com.victronenergy.BusItem";

    private static final String ERROR = "org.freedesktop.DBus.Error.";
    private static final int NOT_WRITABLE = 1;

    /// The picture is drawn twice a second; one that is older shows what was, such as before the process was suspended.
    private static final long OLD_NANOS = 3_000_000_000L;

    /// Clients get a new name whenever they start: they are not told apart.
    private static final String CONSUMER = "D-Bus";

    private final OutputCounters counters;
    private final LongSupplier nanos;
    private final Writing writing;
    private final Consumer<BusMessage> signals;
    private volatile PathValues picture = PathValues.BLANK;
    private volatile long drawn;

    /// Takes values that somebody sets.
    interface Writing {

        /// Sets a value.
        ///
        /// @param path of a leaf that is there
        /// @param by the unique bus name of who wants it
        /// @return velib's code; null where the path is not writable
        @Nullable
        CompletionStage<Integer> set(String path, DbusValue value, String by);
    }

    /// @param nanos the monotonic clock
    /// @param signals hears what others signal
    BusItems(OutputCounters counters, LongSupplier nanos, Writing writing, Consumer<BusMessage> signals) {
        this.counters = counters;
        this.nanos = nanos;
        this.writing = writing;
        this.signals = signals;
        this.drawn = nanos.getAsLong();
    }

    /// From now on this is shown.
    void show(PathValues next) {
        picture = next;
        drawn = nanos.getAsLong();
    }

    @Override
    public void signal(BusMessage signal) {
        signals.accept(signal);
    }

    @Override
    public CompletionStage<List<DbusValue>> call(BusMessage call) throws Refusal {
        long began = nanos.getAsLong();
        counters.asked(CONSUMER, String.valueOf(call.fields().sender()), 1, began);
        String refusal = "";
        try {
            return answer(call, picture);
        } catch (Refusal e) {
            refusal = switch (e.error()) {
                case ERROR + "UnknownObject" -> "no-such-path";
                case ERROR + "InvalidArgs" -> "arguments";
                case ERROR + "Failed" -> "stale";
                default -> "function";
            };
            throw e;
        } finally {
            if (refusal.isEmpty()) {
                counters.served();
            } else {
                counters.refused(refusal, 1);
            }
            counters.answered(nanos.getAsLong() - began);
        }
    }

    private CompletionStage<List<DbusValue>> answer(BusMessage call, PathValues shown) throws Refusal {
        String path = String.valueOf(call.fields().path());
        String member = String.valueOf(call.fields().member());
        String target = call.fields().target();
        if ("org.freedesktop.DBus.Peer".equals(target) && member.equals("Ping")) {
            return done();
        }
        PathValue item = shown.at(path);
        SortedMap<String, PathValue> below = item == null ? shown.below(path) : java.util.Collections.emptySortedMap();
        if (item == null && below.isEmpty()) {
            throw new Refusal(ERROR + "UnknownObject", "there is no " + path + " here");
        }
        if ("org.freedesktop.DBus.Introspectable".equals(target) && member.equals("Introspect")) {
            String xml =
                    item == null ? Introspection.node(path.equals("/"), shown.children(path)) : Introspection.leaf();
            return done(new DbusValue.Text(xml));
        }
        if (target != null && !target.equals(INTERFACE)) {
            throw new Refusal(ERROR + "UnknownInterface", path + " has no interface " + target);
        }
        if (nanos.getAsLong() - drawn > OLD_NANOS) {
            throw new Refusal(ERROR + "Failed", "the values are not up to date; ask again");
        }
        return item == null ? node(call, path, below) : leaf(call, path, item);
    }

    private CompletionStage<List<DbusValue>> leaf(BusMessage call, String path, PathValue item) throws Refusal {
        return switch (String.valueOf(call.fields().member())) {
            case "GetValue" -> done(new DbusValue.Variant(item.value()));
            case "GetText" -> done(new DbusValue.Text(item.text()));
            case "GetDescription" -> {
                demand(call, "si");
                yield done(new DbusValue.Text("No description given"));
            }
            case "SetValue" -> {
                demand(call, "v");
                DbusValue value = ((DbusValue.Variant) call.body().getFirst()).value();
                CompletionStage<Integer> code =
                        writing.set(path, value, String.valueOf(call.fields().sender()));
                yield code == null
                        ? done(new DbusValue.Int32(NOT_WRITABLE))
                        : code.thenApply(number -> List.of(new DbusValue.Int32(number)));
            }
            default -> throw unknown(call);
        };
    }

    private static CompletionStage<List<DbusValue>> node(
            BusMessage call, String path, SortedMap<String, PathValue> below) throws Refusal {
        return switch (String.valueOf(call.fields().member())) {
            case "GetValue" -> done(new DbusValue.Variant(PathValues.tree(below, path)));
            case "GetText" -> done(new DbusValue.Variant(PathValues.texts(below, path)));
            case "GetItems" -> {
                if (!path.equals("/")) {
                    throw unknown(call);
                }
                yield done(PathValues.dictionary(below));
            }
            default -> throw unknown(call);
        };
    }

    private static void demand(BusMessage call, String signature) throws Refusal {
        if (!call.signature().equals(signature)) {
            throw new Refusal(
                    ERROR + "InvalidArgs",
                    call.fields().member() + " takes '" + signature + "', not '" + call.signature() + "'");
        }
    }

    private static Refusal unknown(BusMessage call) {
        return new Refusal(
                ERROR + "UnknownMethod",
                call.fields().path() + " has no method " + call.fields().member());
    }

    private static CompletionStage<List<DbusValue>> done(DbusValue... values) {
        return CompletableFuture.completedFuture(List.of(values));
    }
}
