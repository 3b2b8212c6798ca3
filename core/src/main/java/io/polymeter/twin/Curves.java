package io.polymeter.twin;

import java.util.Arrays;

/// What happened, a value each second, watts.
public final class Curves {

    private final double[] grid;
    private final double[] load;
    private final double[] actuators;
    private int count;

    Curves(int seconds) {
        grid = new double[seconds];
        load = new double[seconds];
        actuators = new double[seconds];
    }

    void add(double drawn, double delivered) {
        if (count < grid.length) {
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
}
