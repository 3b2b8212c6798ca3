package io.polymeter.lab.loop;

import io.polymeter.regulation.Regulation;
import io.polymeter.regulation.RegulationModel;
import io.polymeter.twin.TwinUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// A scenario of the open evaluation of AstraMeter, rebuilt from its numbers. There a controller tells
/// batteries what to do; here they read a meter and regulate themselves, each by the model of its file.
///
/// @param name as there
/// @param seconds how long it is
/// @param period of the meter, seconds
/// @param late how old its values are, milliseconds
/// @param units the batteries
/// @param house what is drawn, for a seed
record EvaluationScenario(
        String name, double seconds, int period, int late, List<TwinUnit> units, UnaryOperator<EvaluationHouse> house) {

    private static final double SOLAR_SHARE = 0.45;

    EvaluationHouse house(long seed) {
        return house.apply(new EvaluationHouse(seconds, seed));
    }

    private static Regulation model(String id) {
        return RegulationModel.named(id).orElseThrow().regulation();
    }

    private static TwinUnit unit(Regulation regulation) {
        return TwinUnit.of(regulation).ideal(5120, 0.6).on(1).starting(2, 0);
    }

    private static final TwinUnit VENUS = unit(model("marstek-venus-c"));
    private static final TwinUnit QUICK = unit(model("marstek-venus-c").every(0.45));
    private static final TwinUnit SLOW = unit(model("marstek-venus-c").every(3.1));
    private static final TwinUnit D = unit(model("marstek-venus-d"));

    private static EvaluationHouse steps(EvaluationHouse house) {
        return house.base(10, 300).appliances(0, 0, 0);
    }

    private static EvaluationHouse sun(EvaluationHouse house) {
        return house.base(10, 400).solar(1800);
    }

    private static EvaluationHouse busy(EvaluationHouse house) {
        return house.base(10, 400).appliances(0, 0, 0).solar(3000);
    }

    private static EvaluationHouse drum(EvaluationHouse house) {
        return house.base(10, 450).washer();
    }

    private static EvaluationHouse noisy(EvaluationHouse house) {
        return house.base(150, 400);
    }

    private static EvaluationHouse trace(EvaluationHouse house) {
        return house.base(10, 0.001).recorded(Recorded.house(), 1);
    }

    private static EvaluationScenario hour(String name, UnaryOperator<EvaluationHouse> house, TwinUnit... units) {
        return new EvaluationScenario(name, 3600, 1, 500, List.of(units), house);
    }

    private static EvaluationScenario longer(String name, UnaryOperator<EvaluationHouse> house, TwinUnit... units) {
        return new EvaluationScenario(name, 5400, 1, 500, List.of(units), house);
    }

    private EvaluationScenario from(int every, int age) {
        return new EvaluationScenario(name, seconds, every, age, units, house);
    }

    private EvaluationScenario lasting(double other) {
        return new EvaluationScenario(name, other, period, late, units, house);
    }

    /// The 32. Where that controller shares a load between batteries in two ways, a meter has one: both rows
    /// are the same here.
    static List<EvaluationScenario> all() {
        List<EvaluationScenario> all = new ArrayList<>(single());
        for (String way : List.of("eff", "fair")) {
            all.addAll(shared(way));
        }
        all.add(hour("two_venus_slow/fair", EvaluationScenario::steps, share(VENUS, 2), share(VENUS, 2))
                .from(10, 1000));
        all.add(hour(
                "phase_imbalance",
                house -> house.base(10, 300, 200, 150).appliances(0, 1, 2),
                VENUS,
                VENUS.on(2),
                VENUS.on(3)));
        all.add(hour(
                        "full_battery_low_pace",
                        house -> house.base(0, -250),
                        full(),
                        QUICK.ideal(5120, 0.4).starting(2, -200))
                .lasting(900));
        return all.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    }

    /// One that cannot charge.
    private static TwinUnit full() {
        Regulation regulation = QUICK.regulation();
        Regulation.Plant plant = regulation.plant();
        return unit(regulation.on(new Regulation.Plant(plant.delay(), plant.ramp(), 0, 0, plant.discharge())))
                .ideal(5120, 0.95);
    }

    private static List<EvaluationScenario> single() {
        TwinUnit sunny = VENUS.ideal(5120, 0.4);
        UnaryOperator<EvaluationHouse> prosumer =
                house -> house.base(10, 0.001).recorded(scaled(Recorded.prosumer(false), Recorded.prosumer(true)), 30);
        return List.of(
                hour("single_venus_steps", EvaluationScenario::steps, VENUS),
                hour("single_venus_steps_slow", EvaluationScenario::steps, VENUS)
                        .from(10, 1000),
                hour("single_venus_washer", EvaluationScenario::drum, VENUS)
                        .from(1, 1000)
                        .lasting(1800),
                hour("single_venus_noisy", EvaluationScenario::noisy, VENUS),
                hour("single_venus_trace", EvaluationScenario::trace, VENUS).from(1, 800),
                longer("single_venus_solar", EvaluationScenario::sun, sunny),
                longer("single_venus_solar_slow", EvaluationScenario::sun, sunny)
                        .from(10, 1000),
                longer("single_venus_drain", EvaluationScenario::trace, VENUS.ideal(2560, 0.35))
                        .lasting(10_800),
                longer("single_venus_fill", house -> house.base(10, 300).solar(2200), VENUS.ideal(2560, 0.8)),
                longer("single_venus_pv", prosumer, sunny),
                hour("single_venus_d_steps", EvaluationScenario::steps, D),
                hour("single_venus_d_washer", EvaluationScenario::drum, D)
                        .from(1, 1000)
                        .lasting(1800),
                longer("single_venus_d_solar", EvaluationScenario::sun, D.ideal(5120, 0.4)));
    }

    /// One of several on a phase: they are told how many they are, and each divides what it reads.
    private static TwinUnit share(TwinUnit unit, int count) {
        Regulation regulation = unit.regulation();
        return unit(regulation.gain(regulation.gain() / count));
    }

    private static List<EvaluationScenario> shared(String way) {
        TwinUnit venus = share(VENUS, 2);
        TwinUnit third = share(VENUS, 3);
        TwinUnit slow = share(SLOW, 2);
        TwinUnit quick = share(QUICK, 2);
        TwinUnit sunlit = share(unit(model("marstek-b2500")), 3)
                .ideal(2240, 0.5)
                .behind(second -> 700 * Math.sin(Math.PI * Math.min(1, second / 5400)));
        return List.of(
                hour("venus_d_plus_c/" + way, EvaluationScenario::steps, share(D, 2), venus),
                hour("two_venus/" + way, EvaluationScenario::steps, venus, venus),
                hour("two_venus_noisy/" + way, EvaluationScenario::noisy, venus, venus),
                hour("two_venus_trace/" + way, EvaluationScenario::trace, venus, venus)
                        .from(1, 800),
                longer("two_venus_solar/" + way, EvaluationScenario::busy, venus, venus),
                longer("mixed_venus_b2500/" + way, EvaluationScenario::steps, third, third, sunlit),
                hour("mixed_cadence/" + way, EvaluationScenario::steps, slow, quick),
                longer("mixed_cadence_solar/" + way, EvaluationScenario::busy, slow, quick));
    }

    /// Load less production, of a size for one battery.
    private static double[] scaled(double[] load, double[] solar) {
        double[] net = new double[load.length];
        Arrays.setAll(net, i -> SOLAR_SHARE * load[i] - Math.min(2000, SOLAR_SHARE * solar[i]));
        return net;
    }
}
