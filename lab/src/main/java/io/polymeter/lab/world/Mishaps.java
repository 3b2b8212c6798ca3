package io.polymeter.lab.world;

import io.polymeter.twin.VirtualClock;
import java.time.Duration;
import java.util.List;

/// Lets go wrong what shall go wrong.
final class Mishaps {

    private final World world;
    private final House house;

    /// Where it goes wrong.
    record House(Network network, SerialBus bus, VirtualClock clock, Verdict verdict) {}

    Mishaps(World world, House house) {
        this.world = world;
        this.house = house;
    }

    void expect(List<Fault> faults) {
        for (Fault fault : faults) {
            house.network().timeline().at(fault.at().toNanos(), () -> begin(fault));
        }
    }

    private void begin(Fault fault) {
        long until = fault.at().toNanos() + fault.length().toNanos();
        switch (fault.kind()) {
            case PUSH_DIES -> world.meter.pushQuiet(until);
            case POLL_DIES -> poll(until, () -> world.slave.die(until));
            case METER_DIES ->
                poll(until, () -> {
                    world.meter.pushQuiet(until);
                    house.network().vanish(world.meter.address());
                    world.master.vanish();
                    house.network().cut(world.meter.address(), until);
                });
            case POLL_SILENT -> mood(Ksem.Mood.SILENT, until);
            case POLL_LATE -> mood(Ksem.Mood.LATE, until);
            case POLL_CONFUSED -> mood(Ksem.Mood.CONFUSED, until);
            case POLL_BREAKS -> mood(Ksem.Mood.BREAKING, until);
            case CUT_WRITE -> world.master.cutNext();
            case RESET ->
                poll(now(), () -> {
                    house.network().reset(world.meter.address());
                    world.master.vanish();
                });
            case HALF_OPEN ->
                poll(now(), () -> {
                    house.network().vanish(world.meter.address());
                    world.master.vanish();
                });
            case PARTITION -> poll(until, () -> house.network().cut(world.meter.address(), until));
            case SLOW -> poll(until, () -> house.network().conditions().slowUntil(until));
            case TORN_SEGMENTS -> house.network().conditions().tornUntil(until);
            case MOVES -> poll(now(), this::move);
            case NOISE -> world.inverter.noise().until(until);
            case UNPLUGGED -> {
                house.bus().unplug(until);
                world.inverter.trouble(until);
            }
            case CLOCK_HOUR ->
                house.clock().step(Duration.ofHours(fault.length().toSeconds() % 2 == 0 ? 1 : -1));
            case CLOCK_DAY -> house.clock().step(Duration.ofDays(fault.length().toSeconds() % 2 == 0 ? 1 : -1));
            case HAMMER -> world.reader.hammer(until);
        }
    }

    private void move() {
        world.meter.move();
        world.master.vanish();
        if (!world.meter.isPollDead()) {
            world.slave.open();
        }
    }

    private void mood(Ksem.Mood mood, long until) {
        poll(until, () -> world.meter.behave(mood, until));
    }

    private void poll(long until, Runnable fault) {
        house.verdict().pollTrouble(until);
        fault.run();
    }

    private long now() {
        return house.network().now();
    }
}
