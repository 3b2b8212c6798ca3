package io.polymeter.app.setup;

import io.polymeter.config.PrivateFile;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.runtime.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of each meter's device while it answers, to find it again elsewhere: the file `devices` in the state
/// directory. Safe for use by several threads.
final class DeviceBook {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.devices");

    /// Whether it could be written the last time: what cannot be is said once.
    private boolean writable = true;

    private final Path file;
    // Guarded by this, as what follows.
    private final Map<String, Device> devices = new TreeMap<>();
    private boolean changed;

    /// A device.
    ///
    /// @param address where it answered last, e.g. `192.168.178.20`
    /// @param hardware its MAC address; null where the system does not tell
    /// @param serial what it calls itself; null where it says nothing
    record Device(
            String address,
            @Nullable String hardware,
            @Nullable String serial) {}

    DeviceBook(Path state) {
        file = state.resolve("devices");
        try {
            if (JsonValue.parseDocument(Files.readAllBytes(file)) instanceof JsonValue.ObjectValue(var members)) {
                members.forEach(this::read);
            }
        } catch (NoSuchFileException _) {
            LOG.debug("no devices yet in {}", file);
        } catch (IOException e) {
            LOG.warn("{} cannot be read and begins anew: {}", file, FileFailure.message(e));
        }
    }

    private void read(String name, JsonValue device) {
        String address = device.text("address");
        if (address != null) {
            devices.put(name, new Device(address, device.text("mac"), device.text("serial")));
        }
    }

    synchronized @Nullable Device of(String meter) {
        return devices.get(meter);
    }

    /// Keeps what is new, see [#write].
    synchronized void keep(String meter, Device device) {
        Device before = devices.get(meter);
        Device next = before == null || !before.address().equals(device.address())
                ? device
                : new Device(
                        device.address(),
                        device.hardware() == null ? before.hardware() : device.hardware(),
                        device.serial() == null ? before.serial() : device.serial());
        if (next.equals(before)) {
            return;
        }
        devices.put(meter, next);
        changed = true;
    }

    /// Keeps a device in place of the one that was known.
    synchronized void replace(String meter, Device device) {
        devices.put(meter, device);
        changed = true;
    }

    /// Writes the file if anything has been kept since. Once for all meters: of thousands it is large.
    synchronized void write() {
        if (!changed) {
            return;
        }
        JsonObject all = new JsonObject();
        devices.forEach((name, each) -> all.put(
                name,
                new JsonObject()
                        .put("address", each.address())
                        .put("mac", each.hardware())
                        .put("serial", each.serial())));
        try {
            PrivateFile.write(file, JsonText.bytes(all.build()));
            writable = true;
            changed = false;
        } catch (IOException e) {
            if (writable) {
                LOG.warn("{} cannot be written: {}", file, FileFailure.message(e));
            }
            writable = false;
        }
    }
}
