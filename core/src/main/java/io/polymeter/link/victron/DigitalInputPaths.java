package io.polymeter.link.victron;

import io.polymeter.point.Quantity;

/// `com.victronenergy.digitalinput`: on while an inverter is throttled.
final class DigitalInputPaths implements ServicePaths {

    /// Below this many watts a throttled inverter only waits for light.
    private static final double LITTLE = 100;

    private static final int OFF = 2;
    private static final int ON = 3;
    private static final int ALARM = 2;
    private static final int GENERIC = 10;

    private boolean on;
    private int count;

    @Override
    public void draw(ServiceUpdate scene) {
        double state = scene.fresh(Quantity.STATE);
        boolean known = !Double.isNaN(state);
        double watts = scene.fresh(Quantity.ACTIVE_POWER);
        boolean now = state == InverterState.THROTTLED && !(watts <= LITTLE);
        if (known) {
            if (now && !on) {
                count = count == Integer.MAX_VALUE ? 0 : count + 1;
            }
            on = now;
        }
        PathValues.Drawing to = scene.to();
        to.put("/State", known ? named(now ? ON : OFF, now ? "on" : "off") : PathValue.INVALID);
        to.put("/Alarm", known ? named(now ? ALARM : 0, now ? "Alarm" : "No alarm") : PathValue.INVALID);
        to.put("/InputState", known ? PathValue.of(now ? 1 : 0) : PathValue.INVALID);
        to.put("/Count", count);
        to.put("/Type", named(GENERIC, "Generic I/O"));
        to.put("/Settings/AlarmSetting", 1);
        to.put("/Settings/InvertTranslation", 0);
        to.put("/Settings/InvertAlarm", 0);
    }

    private static PathValue named(int number, String text) {
        return new PathValue(new io.polymeter.dbus.DbusValue.Int32(number), text);
    }

    @Override
    public int productId() {
        return 0xA166;
    }

    @Override
    public String productName() {
        return "Inverter throttled";
    }
}
