package io.polymeter.lab.loop;

import io.polymeter.loop.Oscillation;
import io.polymeter.loop.Oscillation.Verdict;
import io.polymeter.loop.OscillationDetector;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// What the detector says about every scenario.
public final class LoopFigures {

    private static final double HOP = 30;

    private LoopFigures() {}

    /// Prints the figures.
    ///
    /// @param arguments `--seeds N`, 3 by default
    public static void main(String[] arguments) {
        int seeds = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 3;
        print(System.out, seeds);
    }

    static void print(PrintStream out, int seeds) {
        out.printf("%-38s %7s  windows  none period   loop  ampl.   load    T s    A W     q%n", "scenario", "cycle W");
        List<LoopScenario> scenarios = new ArrayList<>(LoopScenario.all());
        scenarios.addAll(LoopScenario.hidden());
        for (LoopScenario scenario : scenarios) {
            List<Oscillation> windows = new ArrayList<>();
            for (int seed = 1; seed <= seeds; seed++) {
                windows.addAll(windows(scenario.run(1200, seed), 60, 1200));
            }
            row(out, scenario, windows);
        }
    }

    private static void row(PrintStream out, LoopScenario scenario, List<Oscillation> windows) {
        out.printf("%-38s %7.0f %8d", scenario.name(), scenario.limitCycle(1), windows.size());
        Map<Verdict, Double> shares = shares(windows);
        for (Verdict verdict : Verdict.values()) {
            out.printf(" %5.1f%%", 100 * shares.getOrDefault(verdict, 0.0));
        }
        List<Oscillation> seen =
                windows.stream().filter(w -> w.verdict() != Verdict.NONE).toList();
        out.printf(
                " %6.1f %6.0f %5.2f%n",
                median(seen.stream().map(Oscillation::period).toList()),
                median(seen.stream().map(Oscillation::amplitude).toList()),
                median(seen.stream().map(Oscillation::ratio).toList()));
    }

    /// Every window of a run, half a minute apart.
    static List<Oscillation> windows(ClosedLoop.Seen seen, double from, double until) {
        double length = OscillationDetector.window(seen.grid().period());
        List<Oscillation> windows = new ArrayList<>();
        for (double end = from + length; end <= until; end += HOP) {
            windows.add(OscillationDetector.judge(seen.grid(), seen.actuator(), Math.round(end * 1e9)));
        }
        return windows;
    }

    /// How often each verdict came, 0 to 1.
    static Map<Verdict, Double> shares(List<Oscillation> windows) {
        Map<Verdict, Double> shares = new EnumMap<>(Verdict.class);
        windows.forEach(window -> shares.merge(window.verdict(), 1.0 / windows.size(), Double::sum));
        return shares;
    }

    private static double median(List<Double> values) {
        return values.isEmpty() ? Double.NaN : values.stream().sorted().toList().get(values.size() / 2);
    }
}
