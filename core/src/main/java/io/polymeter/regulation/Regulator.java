package io.polymeter.regulation;

/// A consumer at work: from each reading it makes the next setpoint. One thread.
public final class Regulator {

    private static final int FASTEST = 5;
    private static final double JUMP = 50;
    private static final double STILL = 20;

    private final Regulation regulation;
    private double setpoint;
    private double sum;
    private int momentum;
    private double lastGrid = Double.NaN;
    private double lastOwn;

    /// @param power what it does now, discharging positive
    public Regulator(Regulation regulation, double power) {
        this.regulation = regulation;
        this.setpoint = power;
        this.sum = power;
    }

    /// Reads.
    ///
    /// @param grid the power it was told, import positive, watts
    /// @param own its own power now, discharging positive
    /// @return what it wants its power to be
    public double read(double grid, double own) {
        double difference = grid - regulation.target();
        if (Math.abs(difference) >= regulation.deadband()) {
            double wanted = wanted(difference, own);
            setpoint = limited(wanted);
        }
        lastGrid = grid;
        lastOwn = own;
        return setpoint;
    }

    private double wanted(double difference, double own) {
        return switch (regulation.law()) {
            case INTEGRATOR -> setpoint + stepped(regulation.gain() * difference);
            case ADD -> own + stepped(regulation.gain() * difference);
            case PI -> {
                sum = limited(sum + regulation.gain() * difference);
                yield sum + regulation.proportional() * difference;
            }
            case RELAY -> setpoint + Math.signum(difference) * regulation.step();
            case ACCELERATING -> accelerated(difference, own);
        };
    }

    private double stepped(double change) {
        double most = regulation.step();
        return most > 0 ? Math.clamp(change, -most, most) : change;
    }

    /// Steps of 50, 100, 200 and 400 W as the direction persists, never further than the difference.
    private double accelerated(double difference, double own) {
        boolean unexplained =
                Math.abs(difference + regulation.target() - lastGrid) > JUMP && Math.abs(own - lastOwn) < STILL;
        boolean held = unexplained && momentum != 0;
        if (held || (difference > 0 && difference < 10)) {
            momentum = 0;
            return setpoint;
        }
        int direction = difference > 0 ? 1 : -1;
        momentum = momentum * direction < 0 ? direction : Math.clamp(momentum + direction, -FASTEST, FASTEST);
        double step = switch (Math.abs(momentum)) {
            case 0, 1, 2 -> 50;
            case 3 -> 100;
            case 4 -> 200;
            default -> 400;
        };
        return setpoint + direction * Math.min(step, Math.abs(regulation.gain() * difference));
    }

    private double limited(double power) {
        return Math.clamp(
                power, -regulation.plant().charge(), regulation.plant().discharge());
    }
}
