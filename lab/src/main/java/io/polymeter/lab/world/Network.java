package io.polymeter.lab.world;

import io.polymeter.twin.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Hosts, names, listening ports, and the ways between them.
final class Network {

    /// Who takes connections at a port.
    interface Door {
        void connected(Wire.End end, String from);
    }

    private final Timeline timeline;
    private final Conditions conditions;
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Door> doors = new HashMap<>();
    private final Map<String, Long> cutUntil = new HashMap<>();
    private final List<Wire> wires = new ArrayList<>();

    Network(Timeline timeline, SplittableRandom random) {
        this.timeline = timeline;
        this.conditions = new Conditions(random);
    }

    Timeline timeline() {
        return timeline;
    }

    Conditions conditions() {
        return conditions;
    }

    long now() {
        return timeline.now();
    }

    void later(Runnable action) {
        timeline.in(conditions.latency(now()), action);
    }

    void name(String name, String address) {
        names.put(name, address);
    }

    /// The address of a host, null where nobody knows it.
    @Nullable
    String address(String host) {
        return Character.isDigit(host.charAt(0)) ? host : names.get(host);
    }

    void open(String address, int port, Door door) {
        doors.put(address + ":" + port, door);
    }

    void shut(String address, int port) {
        doors.remove(address + ":" + port);
    }

    /// Nothing passes to and from a host until a moment.
    void cut(String host, long until) {
        cutUntil.merge(host, until, Math::max);
    }

    /// The way to a host is whole again.
    void mend(String host) {
        cutUntil.remove(host);
    }

    boolean isCut(String one, String other) {
        return now() < cutUntil.getOrDefault(one, 0L) || now() < cutUntil.getOrDefault(other, 0L);
    }

    /// What became of an attempt to connect.
    enum Attempt {
        TAKEN,
        REFUSED,
        LOST
    }

    /// Connects without waiting for it. The caller hears from the wire's ends afterwards.
    Attempt connect(Wire wire, int port) {
        String to = wire.server.host;
        if (isCut(wire.client.host, to)) {
            return Attempt.LOST;
        }
        Door door = doors.get(to + ":" + port);
        if (door == null) {
            return Attempt.REFUSED;
        }
        wires.removeIf(old -> !old.client.isOpen() || !old.server.isOpen());
        wires.add(wire);
        door.connected(wire.server, wire.client.host);
        return Attempt.TAKEN;
    }

    /// A machine restarts without a word: the other ends of its connections do not know.
    void vanish(String host) {
        for (Wire wire : wires) {
            if (wire.client.host.equals(host)) {
                wire.client.vanish();
            }
            if (wire.server.host.equals(host)) {
                wire.server.vanish();
            }
        }
    }

    /// All connections of a host end with a reset.
    void reset(String host) {
        for (Wire wire : List.copyOf(wires)) {
            if (wire.client.host.equals(host)) {
                wire.client.abort();
            }
            if (wire.server.host.equals(host)) {
                wire.server.abort();
            }
        }
    }
}
