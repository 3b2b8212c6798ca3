package io.polymeter.link.modbus;

import io.polymeter.config.ModbusSink;
import io.polymeter.config.ModbusSource;
import io.polymeter.config.SinkSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.link.Planning;
import io.polymeter.link.Planning.PlannedMeter;
import io.polymeter.link.Protocol;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Row;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Modbus over TCP and serial lines: devices that write to us, devices that we read, and registers shown to
/// readers.
///
/// One instance lives as long as the program, so that a new configuration finds what runs already.
public final class ModbusProtocol implements Protocol {

    private final ModbusReuse rack;

    /// With the network and the serial ports of this machine.
    public ModbusProtocol() {
        this(Transports.system());
    }

    /// With other ways to the devices, e.g. simulated ones.
    public ModbusProtocol(Transports ways) {
        this.rack = new ModbusReuse(ways);
    }

    @Override
    public boolean takes(SourceSettings source) {
        return source instanceof ModbusSource;
    }

    @Override
    public boolean takes(SinkSettings sink) {
        return sink instanceof ModbusSink;
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
        return new ModbusPlanner(planning, rack).plan();
    }
}
