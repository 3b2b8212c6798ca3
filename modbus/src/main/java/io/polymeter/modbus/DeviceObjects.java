package io.polymeter.modbus;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// All identification objects of a device, and the answers to "read device identification" (43/14) from them.
///
/// Source: Modbus Application Protocol Specification V1.1b3, section 6.21. Object 0 is the vendor's name, 1 the
/// product code, 2 the revision, 3 the vendor's URL, 4 the product name, 5 the model name, 6 the user's
/// application name; 128 to 255 belong to the vendor.
public final class DeviceObjects {

    /// Bytes for objects in one answer: 253 less function, MEI type, category, conformity, more, next and count.
    static final int ROOM = Pdu.MAX_LENGTH - 7;

    private static final int[] LAST_OF_CATEGORY = {2, 0x7f, 0xff};

    private final SortedMap<Integer, String> objects;

    /// @param objects object id 0 to 255 to Latin-1 text of at most 244 characters; 0, 1 and 2 are mandatory
    /// @throws IllegalArgumentException if an id, a text or a mandatory object does not fit
    public DeviceObjects(SortedMap<Integer, String> objects) {
        this.objects = copy(objects);
        Ranges.check(objects.containsKey(0) && objects.containsKey(1) && objects.containsKey(2), "lack of objects");
    }

    /// The answer to `request`. A stream that does not fit one answer goes on at `nextObject`; one that is asked to
    /// start at an object that is not there starts at 0; a single object that is not there is refused with code 2.
    public Response answer(Request.ReadDeviceIdentification request) {
        int category = request.category();
        if (category == 4) {
            String text = objects.get(request.objectId());
            if (text == null) {
                return new Response.Refusal(43, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
            TreeMap<Integer, String> one = new TreeMap<>();
            one.put(request.objectId(), text);
            return new Response.DeviceIdentification(4, conformity(), 0, false, one);
        }
        int past = LAST_OF_CATEGORY[category - 1] + 1;
        int first = request.objectId();
        if (first >= past || !objects.containsKey(first)) {
            first = 0;
        }
        TreeMap<Integer, String> page = new TreeMap<>();
        int room = ROOM;
        for (var object : objects.subMap(first, past).entrySet()) {
            room -= 2 + object.getValue().length();
            if (room < 0) {
                return new Response.DeviceIdentification(category, conformity(), object.getKey(), true, page);
            }
            page.put(object.getKey(), object.getValue());
        }
        return new Response.DeviceIdentification(category, conformity(), 0, false, page);
    }

    private int conformity() {
        int last = objects.lastKey();
        return 0x80 | (last <= 2 ? 1 : last <= 0x7f ? 2 : 3);
    }

    static SortedMap<Integer, String> copy(SortedMap<Integer, String> objects) {
        TreeMap<Integer, String> copy = new TreeMap<>();
        objects.forEach((id, text) -> {
            Ranges.check(Ranges.isByte(id), "object id");
            Ranges.check(text.length() <= ROOM - 2, "object of this length");
            Ranges.check(text.chars().allMatch(Ranges::isByte), "text outside Latin-1");
            copy.put(id, text);
        });
        return Collections.unmodifiableSortedMap(copy);
    }

    static int size(SortedMap<Integer, String> objects) {
        int size = 0;
        for (String text : objects.values()) {
            size += 2 + text.length();
        }
        return size;
    }
}
