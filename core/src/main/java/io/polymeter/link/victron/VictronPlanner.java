package io.polymeter.link.victron;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.VictronSink;
import io.polymeter.config.yaml.Problems;
import io.polymeter.dbus.BusAddress;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Checks the services of a configuration and gives each its place on a bus.
final class VictronPlanner {

    private final Planning planning;
    private final Problems problems;
    private final UnaryOperator<@Nullable String> environment;
    private final Set<String> taken = new HashSet<>();

    /// Where and as what a service will be found.
    record Place(BusAddress bus, String service, InstanceAllocation instance, CommonPaths about) {}

    VictronPlanner(Planning planning, UnaryOperator<@Nullable String> environment) {
        this.planning = planning;
        this.problems = planning.problems();
        this.environment = environment;
    }

    List<VictronProtocol.Service> plan() {
        planning.settings().outputs().forEach((_, output) -> {
            if (output.sink() instanceof VictronSink sink && sink.instance() != null) {
                taken.add(key(sink, sink.instance()));
            }
        });
        List<VictronProtocol.Service> services = new ArrayList<>();
        planning.settings().outputs().forEach((name, output) -> {
            if (output.sink() instanceof VictronSink sink) {
                VictronProtocol.Service planned = service(name, output, sink);
                if (planned != null) {
                    services.add(planned);
                }
            }
        });
        return services;
    }

    private VictronProtocol.@Nullable Service service(String name, OutputSettings output, VictronSink sink) {
        String path = "outputs." + name;
        for (String key : List.of("profile", "when-stale")) {
            if (problems.given(path + "." + key)) {
                problems.warning(
                        path + "." + key, Message.of("does-not-apply-victron", "does not apply to a victron output"));
            }
        }
        Map<Quantity, String> names = names(path, output);
        BusAddress bus = bus(sink.bus(), path + ".victron.bus");
        List<String> meters = planning.settings().metersOf(output);
        PlannedMeter meter = meters.size() == 1 ? planning.meters().get(meters.getFirst()) : null;
        if (bus == null || meter == null) {
            return null;
        }
        writes(sink, meter, path + ".victron.writes");
        String kind = sink.service().name().toLowerCase(Locale.ROOT);
        InstanceAllocation instance = new InstanceAllocation(kind, "polymeter_" + element(name, "_"), preferred(sink));
        CommonPaths about = new CommonPaths(name, meter.settings().source().connection(), names);
        String service = "com.victronenergy." + kind + ".polymeter_" + element(name, "-_");
        return new VictronProtocol.Service(name, output, sink, meter, new Place(bus, service, instance, about));
    }

    private @Nullable BusAddress bus(String text, String path) {
        try {
            return BusAddress.parse(text, environment);
        } catch (IllegalArgumentException e) {
            problems.error(path, Message.of(e));
            return null;
        }
    }

    private void writes(VictronSink sink, PlannedMeter meter, String path) {
        if (sink.writes() != ModbusSink.Writes.PROFILE) {
            return;
        }
        if (sink.service() != VictronSink.Service.PVINVERTER) {
            problems.error(
                    path,
                    Message.of(
                            "only-pvinverter-writable-value",
                            "only a pvinverter has a writable value, its power limit"));
        } else if (!meter.settings().source().canBeAsked()) {
            problems.error(
                    path,
                    Message.of(
                            "no-modbus-device-poll",
                            "no Modbus device with 'poll' behind {meter} to forward writes to",
                            meter.name()));
        }
    }

    private Map<Quantity, String> names(String path, OutputSettings output) {
        Map<Quantity, String> names = new TreeMap<>();
        output.identity()
                .forEach((key, value) -> Point.parse(key)
                        .map(Point::quantity)
                        .filter(Quantity::isText)
                        .ifPresentOrElse(
                                quantity -> names.put(quantity, value),
                                () -> problems.keyError(
                                        path + ".identity." + key,
                                        Message.of(
                                                "there-no-there-manufacturer-model",
                                                "there is no '{key}'; there are manufacturer, model, version and serial",
                                                key))));
        return names;
    }

    /// The instance to ask for: as configured, else the first of its kind that nobody here has. Where they begin is
    /// how Victron's own programs do it, so that they rarely meet.
    private int preferred(VictronSink sink) {
        if (sink.instance() != null) {
            return sink.instance();
        }
        int next = switch (sink.service()) {
            case GRID -> 40;
            case PVINVERTER -> 20;
            case TEMPERATURE -> 26;
            case DIGITALINPUT -> 10;
        };
        while (!taken.add(key(sink, next))) {
            next++;
        }
        return next;
    }

    private static String key(VictronSink sink, int instance) {
        return sink.bus() + " " + sink.service() + " " + instance;
    }

    /// An output's name as bus names or object paths can have it: what is neither letter nor digit nor one of
    /// `others` becomes an underscore and its number.
    static String element(String name, String others) {
        StringBuilder element = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            boolean plain = character < 128 && Character.isLetterOrDigit(character) || others.indexOf(character) >= 0;
            element.append(plain ? String.valueOf(character) : "_" + Integer.toHexString(character));
        }
        return element.toString();
    }
}
