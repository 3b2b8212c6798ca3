package io.polymeter.link.victron;

import io.polymeter.point.Point;
import io.polymeter.point.Quantity;

/// `com.victronenergy.temperature`: of an inverter's cabinet, else of the cells of a panel.
record TemperaturePaths() implements ServicePaths {

    private static final int OK = 0;
    private static final int UNKNOWN = 4;
    private static final int GENERIC = 2;

    @Override
    public void draw(ServiceUpdate scene) {
        Point cabinet = Point.of(Quantity.CABINET_TEMPERATURE);
        Point cells = Point.of(Quantity.CELL_TEMPERATURE);
        Point measured = Double.isNaN(scene.values().fresh(cabinet)) ? cells : cabinet;
        double degrees = scene.values().fresh(measured);
        PathValues.Drawing to = scene.to();
        to.put("/Temperature", ValueFormat.TEMPERATURE, degrees, scene.values().derived(measured));
        boolean alive = scene.values().alive();
        to.put("/Status", alive ? PathValue.of(Double.isNaN(degrees) ? UNKNOWN : OK) : PathValue.INVALID);
        to.put("/TemperatureType", GENERIC);
        to.put("/Scale", ValueFormat.RATIO, 1, false);
        to.put("/Offset", ValueFormat.RATIO, 0, false);
        // Known to Victron's list, and measured by other sensors.
        to.invalid("/RawValue", "/RawUnit", "/FilterLength", "/Humidity", "/Pressure", "/BatteryVoltage", "/CO2");
        to.invalid("/Luminosity", "/NOX", "/PM25", "/VOC", "/AccelX");
    }

    @Override
    public int productId() {
        return 0;
    }

    @Override
    public String productName() {
        return "Temperature sensor";
    }
}
