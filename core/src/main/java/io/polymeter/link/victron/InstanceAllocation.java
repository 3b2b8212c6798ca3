package io.polymeter.link.victron;

import io.polymeter.dbus.BusConnection;
import io.polymeter.dbus.BusMessage;
import io.polymeter.dbus.DbusValue;
import io.polymeter.dbus.RemoteException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9_]+):([0-9]{1,9})");
    private static final int LONGEST = 60;

    /// Asks to be told when the settings service comes, and when somebody changes the instance.
    void watch(BusConnection bus) throws IOException, InterruptedException {
        bus.match("type='signal',sender='" + BusConnection.BUS + "',member='NameOwnerChanged',arg0='" + SETTINGS + "'");
        bus.match("type='signal',sender='" + SETTINGS + "',interface='" + BusItems.INTERFACE + "',path='" + DEVICES
                + "/" + device + "/" + LAST + "'");
    }

    /// What the settings service has handed out.
    ///
    /// @param number the instance
    /// @param deviation what was wrong with the service's answer; null: nothing
    record Reserved(int number, @Nullable Message deviation) {}

    /// The instance, now. A service that answers with another class, or with something that is no instance, is told
    /// what is meant: a settings file that a person or an older program has written keeps no device away.
    ///
    /// @param last the one it had, which it keeps where there is no settings service
    Reserved reserve(BusConnection bus, int last) throws IOException, InterruptedException {
        if (!bus.hasOwner(SETTINGS)) {
            return new Reserved(last, null);
        }
        Map<String, DbusValue> setting = new TreeMap<>();
        setting.put("path", new DbusValue.Variant(new DbusValue.Text(device + "/" + LAST)));
        setting.put("default", new DbusValue.Variant(new DbusValue.Text(kind + ":" + preferred)));
        DbusValue list = new DbusValue.Array("a{sv}", List.of(DbusValue.dictionary("v", setting)));
        BusMessage.Member method = new BusMessage.Member(DEVICES, "com.victronenergy.Settings", "AddSettings");
        DbusValue said;
        try {
            said = value(bus.call(BusMessage.call(SETTINGS, method, List.of(list)), BusConnection.SOON)
                    .body());
        } catch (RemoteException e) {
            return new Reserved(
                    last,
                    Message.of(
                            "no-instance",
                            "{service} hands out no device instance ({error}): {number} is used",
                            SETTINGS,
                            e.error(),
                            last));
        }
        return understood(bus, said);
    }

    private Reserved understood(BusConnection bus, @Nullable DbusValue said) throws IOException, InterruptedException {
        String text = said instanceof DbusValue.Text(String words) ? words : "";
        Matcher parts = FORM.matcher(text);
        boolean usable = parts.matches();
        int number = usable ? Integer.parseInt(parts.group(2)) : preferred;
        if (usable && parts.group(1).equals(kind)) {
            return new Reserved(number, null);
        }
        String meant = kind + ":" + number;
        boolean taken = write(bus, meant);
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
        return new Reserved(
                number,
                taken
                        ? Message.of(
                                "instance-written",
                                "{service} has '{found}' for this device, not an instance of class {kind}: '{meant}' is"
                                        + " used and was written there",
                                SETTINGS,
                                shown,
                                kind,
                                meant)
                        : Message.of(
                                "instance-not-written",
                                "{service} has '{found}' for this device, not an instance of class {kind}: '{meant}' is"
                                        + " used and could not be written there",
                                SETTINGS,
                                shown,
                                kind,
                                meant));
    }

    /// Sets the setting to what it means.
    ///
    /// @return false where the service does not take it
    private boolean write(BusConnection bus, String meant) throws IOException, InterruptedException {
        BusMessage.Member method =
                new BusMessage.Member(DEVICES + "/" + device + "/" + LAST, BusItems.INTERFACE, "SetValue");
        List<DbusValue> body = List.of(new DbusValue.Variant(new DbusValue.Text(meant)));
        try {
            bus.call(BusMessage.call(SETTINGS, method, body), BusConnection.SOON);
            return true;
        } catch (RemoteException _) {
            return false;
        }
    }

    /// What `AddSettings` answers, `aa{sv}`: one entry with `error`, `path` and, where that is 0, `value`.
    private static @Nullable DbusValue value(List<DbusValue> body) {
        if (body.size() == 1
                && body.getFirst() instanceof DbusValue.Array(String _, List<DbusValue> entries)
                && entries.size() == 1
                && entries.getFirst() instanceof DbusValue.Array(String _, List<DbusValue> pairs)) {
            for (DbusValue pair : pairs) {
                if (pair instanceof DbusValue.Entry(DbusValue.Text(String key), DbusValue.Variant(DbusValue value))
                        && key.equals("value")) {
                    return value;
                }
            }
        }
        return null;
    }
}
