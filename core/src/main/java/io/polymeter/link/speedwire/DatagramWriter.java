package io.polymeter.link.speedwire;

import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Writes the datagram of an energy meter: 600 bytes, and 608 with the frequency. Receivers take it with all its
/// channels or not at all; a channel of which nothing is known is 0, as that of a phase where nothing is connected.
///
/// @param frequency whether it holds one, as a Home Manager's does
record DatagramWriter(int susyId, long serial, boolean frequency) {

    private static final int HEAD = 28;
    private static final int LENGTH = 600;
    private static final int MEAN = 4;
    private static final int COUNTER = 8;
    /// Of a wattsecond in a watt-hour.
    private static final double SECONDS = 3600;

    private static final byte[] START = {
        'S', 'M', 'A', 0, 0, 4, 0x02, (byte) 0xa0, 0, 0, 0, 1,
    };

    /// A software version as of public captures.
    private static final int VERSION = 0x01020452;

    private static final List<Phase> PHASES = List.of(Phase.TOTAL, Phase.L1, Phase.L2, Phase.L3);

    /// @param values gives a value in the point's unit, NaN where there is none
    /// @param ticker a clock in milliseconds, which wraps
    byte[] write(ToDoubleFunction<Point> values, long ticker) {
        int length = frequency ? LENGTH + 8 : LENGTH;
        ByteBuffer out = ByteBuffer.allocate(length);
        out.put(START);
        // The length counts from the protocol on, without the end mark.
        out.putShort((short) (length - 20)).putShort((short) 0x0010).putShort((short) 0x6069);
        out.putShort((short) susyId).putInt((int) serial).putInt((int) ticker);
        for (int i = 0; i < PHASES.size(); i++) {
            phase(out, values, PHASES.get(i), 20 * i);
        }
        out.put(new byte[] {(byte) 0x90, 0, 0, 0}).putInt(VERSION).putInt(0);
        if (out.hasRemaining() || out.position() < HEAD) {
            throw new IllegalStateException("a datagram has another length: " + Arrays.toString(out.array()));
        }
        return out.array();
    }

    private void phase(ByteBuffer out, ToDoubleFunction<Point> values, Phase phase, int step) {
        double active = values.applyAsDouble(at(Quantity.ACTIVE_POWER, phase));
        pair(out, step + 1, active, counters(values, phase, Quantity.ACTIVE_POWER));
        double reactive = values.applyAsDouble(at(Quantity.REACTIVE_POWER, phase));
        pair(out, step + 3, reactive, counters(values, phase, Quantity.REACTIVE_POWER));
        // In public captures apparent power goes where the active power goes.
        double apparent = Math.abs(values.applyAsDouble(at(Quantity.APPARENT_POWER, phase)));
        pair(out, step + 9, active < 0 ? -apparent : apparent, counters(values, phase, Quantity.APPARENT_POWER));
        double factor = Math.abs(values.applyAsDouble(at(Quantity.POWER_FACTOR, phase)));
        if (phase == Phase.TOTAL) {
            mean(out, 13, factor * 1000);
            if (frequency) {
                mean(out, 14, values.applyAsDouble(at(Quantity.FREQUENCY, phase)) * 1000);
            }
            return;
        }
        mean(out, step + 11, Math.abs(values.applyAsDouble(at(Quantity.CURRENT, phase))) * 1000);
        mean(out, step + 12, values.applyAsDouble(at(Quantity.VOLTAGE, phase)) * 1000);
        mean(out, step + 13, factor * 1000);
    }

    private static Point at(Quantity quantity, Phase phase) {
        return Point.of(quantity, phase);
    }

    /// Energy of both directions.
    private record Counters(double taken, double given) {}

    private static Counters counters(ToDoubleFunction<Point> values, Phase phase, Quantity power) {
        Quantity taken = energy(power, true);
        Quantity given = energy(power, false);
        return new Counters(values.applyAsDouble(at(taken, phase)), values.applyAsDouble(at(given, phase)));
    }

    /// Power and energy of both directions, each in a channel of its own.
    private static void pair(ByteBuffer out, int channel, double power, Counters counters) {
        mean(out, channel, Math.max(0, power) * 10);
        counter(out, channel, counters.taken());
        mean(out, channel + 1, Math.max(0, -power) * 10);
        counter(out, channel + 1, counters.given());
    }

    private static Quantity energy(Quantity power, boolean taken) {
        return switch (power) {
            case ACTIVE_POWER -> taken ? Quantity.ACTIVE_ENERGY_IMPORT : Quantity.ACTIVE_ENERGY_EXPORT;
            case REACTIVE_POWER -> taken ? Quantity.REACTIVE_ENERGY_IMPORT : Quantity.REACTIVE_ENERGY_EXPORT;
            default -> taken ? Quantity.APPARENT_ENERGY_IMPORT : Quantity.APPARENT_ENERGY_EXPORT;
        };
    }

    private static void mean(ByteBuffer out, int channel, double value) {
        out.put((byte) 0).put((byte) channel).put((byte) MEAN).put((byte) 0);
        long number = Double.isFinite(value) ? Math.round(value) : 0;
        out.putInt((int) Math.max(0, Math.min(0xffff_ffffL, number)));
    }

    private static void counter(ByteBuffer out, int channel, double wattHours) {
        out.put((byte) 0).put((byte) channel).put((byte) COUNTER).put((byte) 0);
        out.putLong(Double.isFinite(wattHours) ? Math.max(0, Math.round(wattHours * SECONDS)) : 0);
    }
}
