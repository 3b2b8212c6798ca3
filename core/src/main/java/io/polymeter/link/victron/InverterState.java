package io.polymeter.link.victron;

/// The operating state of SunSpec inverters (model 103, point St), and what Victron calls it.
final class InverterState {

    static final int THROTTLED = 5;
    static final int FAULT = 7;

    private InverterState() {}

    /// Victron's `/StatusCode` as its own dbus-fronius gives it; invalid for a state that is not known.
    static PathValue statusCode(double state) {
        return switch (Double.isNaN(state) ? 0 : (int) state) {
            case 1 -> named(0, "Off");
            case 2, 6, 8 -> named(8, "Standby");
            case 3 -> named(3, "Startup 3");
            case 4 -> named(11, "Running (MPPT)");
            case THROTTLED -> named(12, "Running (Throttled)");
            case FAULT -> named(10, "Error");
            default -> PathValue.INVALID;
        };
    }

    private static PathValue named(int code, String text) {
        return new PathValue(new io.polymeter.dbus.DbusValue.Int32(code), text);
    }
}
