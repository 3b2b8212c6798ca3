package io.polymeter.app.setup;

import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Meters that answer with another serial number than before. The former number stays in the book until somebody
/// confirms the replacement, so that it is reported after a restart, too. Safe for several threads.
final class OtherDevices {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.devices");

    private final DeviceBook book;
    /// The serial numbers of those that answer in place of the meters that are known.
    private final Map<String, String> others = new ConcurrentHashMap<>();
    /// Meters whose next device is right, whatever it is.
    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    /// Meters whose counters wait for another device.
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    OtherDevices(DeviceBook book) {
        this.book = book;
    }

    /// Compares the device of a meter with the one that is known.
    ///
    /// @param serial what it calls itself; empty where it says nothing
    /// @return that it is another one; null where it is not, or says nothing
    synchronized @Nullable Trouble compare(String meter, String serial) {
        DeviceBook.Device known = book.of(meter);
        String before = known == null ? null : known.serial();
        if (serial.isBlank()) {
            return null;
        }
        if (before == null || serial.equals(before) || expected.remove(meter)) {
            others.remove(meter);
            if (!serial.equals(before)) {
                take(meter, known, serial);
            }
            return null;
        }
        others.put(meter, serial);
        return Trouble.warning(
                meter,
                Message.of(
                        "other-device",
                        "another device answers, by its serial number: if the meter was replaced, say so on its page; if"
                                + " not, see what has its address"),
                before + " → " + serial);
    }

    private void take(String meter, DeviceBook.@Nullable Device known, String serial) {
        String hardware = null;
        if (known != null && known.serial() != null) {
            LOG.info("{}: goes on with another device, serial number {} → {}", meter, known.serial(), serial);
        } else if (known != null) {
            hardware = known.hardware();
        }
        book.replace(meter, new DeviceBook.Device(known == null ? "" : known.address(), hardware, serial));
    }

    /// Whether counters wait for the meter's next device, e.g. since before the last start. Its first device is
    /// right; that they wait on for a counter does not make another one right.
    synchronized void awaited(String meter, boolean waits) {
        if (!waits) {
            awaited.remove(meter);
        } else if (awaited.add(meter)) {
            expected.add(meter);
        }
    }

    /// The next device of a meter is right, or the one that answers already.
    ///
    /// @return whether another one answers already
    synchronized boolean expect(String meter) {
        expected.add(meter);
        return others.containsKey(meter);
    }

    void doNotExpect(String meter) {
        expected.remove(meter);
    }

    /// Whether another device than the known one answers.
    boolean isOther(String meter) {
        return others.containsKey(meter);
    }

    /// Forgets meters that there are no more.
    ///
    /// @return those for which another device answered
    List<String> without(Collection<String> meters) {
        List<String> gone = new ArrayList<>(others.keySet());
        gone.removeAll(meters);
        gone.forEach(others::remove);
        expected.retainAll(meters);
        awaited.retainAll(meters);
        return gone;
    }
}
