package io.polymeter.link.modbus;

import io.polymeter.capture.Traffic;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.kind.ModbusSink;
import io.polymeter.config.kind.ModbusSource;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Row;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Modbus over TCP and serial lines: devices that write to us, devices that we read, and registers shown to
/// readers.
///
/// One instance lives as long as the program, so that a new configuration finds what runs already.
public final class ModbusProtocol implements Protocol {

    private final LinkReuse reuse = new LinkReuse();
    private final Transports transports;

    /// With the network and the serial ports of this machine.
    public ModbusProtocol() {
        this(Transports.system());
    }

    /// With other transports, e.g. simulated ones.
    public ModbusProtocol(Transports transports) {
        this.transports = transports;
    }

    /// All frames of the links of this protocol pass by there.
    public Traffic traffic() {
        return transports.traffic();
    }

    @Override
    public List<Class<? extends SourceSettings>> sources() {
        return List.of(ModbusSource.class);
    }

    @Override
    public List<Class<? extends SinkSettings>> sinks() {
        return List.of(ModbusSink.class);
    }

    /// Those of its register map. What a walk of a model chain adds is not known before.
    @Override
    public Optional<Set<Point>> points(PlannedMeter meter, Function<String, Optional<Set<Point>>> parts) {
        Set<Point> points = new HashSet<>();
        if (meter.profile() != null) {
            meter.profile().rows().stream()
                    .map(Row::point)
                    .filter(Objects::nonNull)
                    .forEach(points::add);
        }
        return points.contains(Point.of(Quantity.ACTIVE_POWER)) ? Optional.of(points) : Optional.empty();
    }

    @Override
    public Blueprint plan(Planning planning) {
        return new ModbusBlueprint(ModbusPlan.of(planning), reuse, transports);
    }
}
