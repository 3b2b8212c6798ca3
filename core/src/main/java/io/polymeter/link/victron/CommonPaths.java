package io.polymeter.link.victron;

import io.polymeter.point.Quantity;
import io.polymeter.view.FreshValues;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every service says of itself: the paths Victron's D-Bus rules demand of all.
///
/// @param output the name in the configuration
/// @param connection how the meter is reached, for people
/// @param names what the output calls the device, by quantity; takes the place of what the device says
record CommonPaths(String output, String connection, Map<Quantity, String> names) {

    CommonPaths {
        names = Map.copyOf(names);
    }

    void draw(ServicePaths face, int instance, ServiceUpdate scene) {
        PathValues.Drawing to = scene.to();
        FreshValues values = scene.values();
        to.put("/Mgmt/ProcessName", "polymeter");
        to.put("/Mgmt/ProcessVersion", version());
        to.put("/Mgmt/Connection", connection);
        to.put("/DeviceInstance", instance);
        String hex = "0x" + Integer.toHexString(face.productId()).toUpperCase(java.util.Locale.ROOT);
        to.put("/ProductId", new PathValue(new io.polymeter.dbus.DbusValue.Int32(face.productId()), hex));
        to.put("/ProductName", productName(face, values));
        to.put("/FirmwareVersion", name(Quantity.VERSION, values));
        to.put("/HardwareVersion", PathValue.INVALID);
        to.put("/Connected", values.alive() ? 1 : 0);
        to.put("/CustomName", output);
        to.put("/Serial", name(Quantity.SERIAL, values));
    }

    private String productName(ServicePaths face, FreshValues values) {
        String model = name(Quantity.MODEL, values);
        String maker = name(Quantity.MANUFACTURER, values);
        if (model == null) {
            return face.productName();
        }
        return maker == null || model.startsWith(maker) ? model : maker + " " + model;
    }

    private @Nullable String name(Quantity quantity, FreshValues values) {
        String given = names.get(quantity);
        return given != null ? given : values.text(quantity);
    }

    private static String version() {
        String version = CommonPaths.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
