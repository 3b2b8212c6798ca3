package io.polymeter.app.demo;

import io.polymeter.link.simulate.HouseholdStage;
import io.polymeter.regulation.Actuator;
import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.RegulationModel;
import io.polymeter.regulation.Regulator;
import java.time.Duration;
import java.time.LocalTime;

/// The battery of the house, which regulates on the grid power that Polymeter shows it, and the time of the house.
///
/// While the grid meter is made late, time goes as fast as outside, from half past seven in the evening on with
/// a half-full battery: what swings then is the loop, and no car or empty battery hides it. All threads may
/// ask.
final class HouseBattery implements HouseholdStage {

    /// Later than this, what a KSEM pushes is out of date.
    static final Duration LATEST = Duration.ofMillis(1_800);

    private static final Duration CYCLE = Duration.ofMillis(200);
    private static final LocalTime EVENING = LocalTime.of(19, 30);
    private static final double CAPACITY = 10_000 * 3600.0;
    private static final double LEAST = 0.05;

    private final Regulation regulation;
    private final Regulator regulator;
    private final Actuator actuator;
    private final double pace;
    private final long began;
    private double begin;
    private double since;
    private double speed;
    private double charge = 0.35;
    private double power;
    private double last;
    private Duration late = Duration.ZERO;

    /// @param pace seconds of the house in one, while nothing is late
    /// @param nanos the present moment
    HouseBattery(double pace, LocalTime start, long nanos) {
        this.regulation = RegulationModel.named("marstek-venus-e3")
                .orElseThrow(() -> new IllegalStateException("the program lacks the battery of its demonstration"))
                .regulation();
        this.regulator = new Regulator(regulation, 0);
        this.actuator = new Actuator(regulation.plant(), 0);
        this.pace = pace;
        this.speed = pace;
        this.began = nanos;
        this.begin = start.toSecondOfDay();
    }

    /// Time between two of its readings.
    Duration reads() {
        return Duration.ofMillis(Math.round(1_000 * regulation.poll()));
    }

    /// It was told the power at the grid, watts, import positive.
    synchronized void told(double grid, long nanos) {
        double now = seconds(nanos);
        move(now);
        actuator.command(now, regulator.read(grid, power));
    }

    /// How late the grid meter's values may be: two thirds because it measures no more often, a third under way.
    synchronized Duration late() {
        return late;
    }

    /// Makes the grid meter late, zero for as quick as it is.
    synchronized void late(Duration wanted, long nanos) {
        if (wanted.isZero() != late.isZero()) {
            double now = seconds(nanos);
            move(now);
            begin = wanted.isZero() ? second(nanos) : EVENING.toSecondOfDay();
            charge = wanted.isZero() ? charge : 0.5;
            since = now;
            speed = wanted.isZero() ? pace : 1;
        }
        late = wanted;
    }

    @Override
    public synchronized double second(long nanos) {
        return begin + (seconds(nanos) - since) * speed;
    }

    @Override
    public synchronized double speed() {
        return speed;
    }

    @Override
    public synchronized Duration cycle(String meter) {
        Duration slow = late.multipliedBy(2).dividedBy(3);
        return meter.equals("ksem") && slow.compareTo(CYCLE) > 0 ? slow : CYCLE;
    }

    @Override
    public synchronized Duration lag(String meter) {
        return meter.equals("ksem") ? late.dividedBy(3) : Duration.ZERO;
    }

    @Override
    public synchronized Storage storage(long nanos) {
        move(seconds(nanos));
        return new Storage(-power, charge);
    }

    private double seconds(long nanos) {
        return (nanos - began) / 1e9;
    }

    /// Threads ask in any order: an earlier moment changes nothing.
    private void move(double now) {
        if (now <= last) {
            return;
        }
        charge = Math.clamp(charge - power * (now - last) * speed / CAPACITY, 0, 1);
        last = now;
        double wanted = actuator.power(now);
        power = Math.clamp(
                wanted,
                charge >= 1 ? 0 : -regulation.plant().charge(),
                charge <= LEAST ? 0 : regulation.plant().discharge());
    }
}
