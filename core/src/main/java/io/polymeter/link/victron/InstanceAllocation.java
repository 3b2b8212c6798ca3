package io.polymeter.link.victron;

import io.polymeter.dbus.BusConnection;
import io.polymeter.dbus.DbusValue;
import io.polymeter.dbus.Message;
import io.polymeter.dbus.RemoteException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The device instance of a service. A GX device's settings service hands out one that nobody else has, and
/// remembers it; where there is no such service the preferred one is it.
///
/// @param kind of the service, e.g. `grid`
/// @param device a name for the device that stays the same, of letters, digits and underscores
/// @param preferred the instance to ask for
record InstanceAllocation(String kind, String device, int preferred) {

    static final String SETTINGS = "com.victronenergy.settings";

    private static final String DEVICES = "/Settings/Devices";
    private static final String LAST = "ClassAndVrmInstance";

    /// Asks to be told when the settings service comes, and when somebody changes the instance.
    void watch(BusConnection bus) throws IOException, InterruptedException {
        bus.match("type='signal',sender='" + BusConnection.BUS + "',member='NameOwnerChanged',arg0='" + SETTINGS + "'");
        bus.match("type='signal',sender='" + SETTINGS + "',interface='" + BusItems.INTERFACE + "',path='" + DEVICES
                + "/" + device + "/" + LAST + "'");
    }

    /// The instance, now.
    ///
    /// @param last the one it had, which it keeps where there is no settings service
    int reserve(BusConnection bus, int last) throws IOException, InterruptedException {
        if (!bus.hasOwner(SETTINGS)) {
            return last;
        }
        Map<String, DbusValue> setting = new TreeMap<>();
        setting.put("path", new DbusValue.Variant(new DbusValue.Text(device + "/" + LAST)));
        setting.put("default", new DbusValue.Variant(new DbusValue.Text(kind + ":" + preferred)));
        DbusValue list = new DbusValue.Array("a{sv}", List.of(DbusValue.dictionary("v", setting)));
        Message.Member method = new Message.Member(DEVICES, "com.victronenergy.Settings", "AddSettings");
        try {
            Message answer = bus.call(Message.call(SETTINGS, method, List.of(list)), BusConnection.SOON);
            return granted(answer.body());
        } catch (RemoteException e) {
            throw new IOException(SETTINGS + " assigned no device instance: " + e.getMessage(), e);
        }
    }

    /// What `AddSettings` answers, `aa{sv}`: one entry with `error`, `path` and, where that is 0, `value`.
    private int granted(List<DbusValue> body) throws IOException {
        if (body.size() == 1
                && body.getFirst() instanceof DbusValue.Array(String _, List<DbusValue> entries)
                && entries.size() == 1
                && entries.getFirst() instanceof DbusValue.Array(String _, List<DbusValue> pairs)) {
            Map<String, DbusValue> entry = new HashMap<>();
            for (DbusValue pair : pairs) {
                if (pair instanceof DbusValue.Entry(DbusValue.Text(String key), DbusValue.Variant(DbusValue value))) {
                    entry.put(key, value);
                }
            }
            Integer instance = instance(entry.get("value"));
            if (instance != null) {
                return instance;
            }
        }
        throw new IOException(SETTINGS + " assigned no device instance for " + kind + ":" + preferred);
    }

    private @Nullable Integer instance(@Nullable DbusValue value) {
        String prefix = kind + ":";
        if (value instanceof DbusValue.Text(String text) && text.startsWith(prefix)) {
            String digits = text.substring(prefix.length());
            return digits.matches("[0-9]{1,9}") ? Integer.valueOf(digits) : null;
        }
        return null;
    }
}
