package io.polymeter.twin;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What happened, a value each second, watts.
public final class Curves {

    private final double[] grid;
    private final double[] load;
    private final double[] actuators;
    private final Map<String, double[]> powers = new TreeMap<>();
    private final Map<String, double[]> charges = new TreeMap<>();
    private int count;

    Curves(int seconds) {
        grid = new double[seconds];
        load = new double[seconds];
        actuators = new double[seconds];
    }

    /// @param batteries those that are also followed one by one
    void add(double drawn, double delivered, Map<String, TwinBattery> batteries) {
        if (count < grid.length) {
            batteries.forEach((output, battery) -> {
                powers.computeIfAbsent(output, _ -> new double[grid.length])[count] = battery.power();
                charges.computeIfAbsent(output, _ -> new double[grid.length])[count] = battery.stateOfCharge();
            });
            load[count] = drawn;
            actuators[count] = delivered;
            grid[count++] = drawn - delivered;
        }
    }

    /// At the grid, import positive.
    public double[] grid() {
        return Arrays.copyOf(grid, count);
    }

    /// What the house drew, less what it produced.
    public double[] load() {
        return Arrays.copyOf(load, count);
    }

    /// What all batteries together did, discharging positive.
    public double[] actuators() {
        return Arrays.copyOf(actuators, count);
    }

    /// What each battery that was given as a [TwinUnit] did, discharging positive, by its output.
    public Map<String, double[]> powers() {
        return cut(powers);
    }

    /// How full each of them was, 0 to 1.
    public Map<String, double[]> charges() {
        return cut(charges);
    }

    private Map<String, double[]> cut(Map<String, double[]> curves) {
        return curves.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, curve -> Arrays.copyOf(curve.getValue(), count)));
    }
}
