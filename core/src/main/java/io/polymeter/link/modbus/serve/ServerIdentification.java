package io.polymeter.link.modbus.serve;

import io.polymeter.modbus.DeviceObjects;
import io.polymeter.profile.Profile;
import java.util.Map;
import java.util.TreeMap;

/// What an output says of itself when asked to identify itself (43/14): that it is Polymeter, and which device it
/// shows.
final class ServerIdentification {

    private static final int LONGEST = 200;

    private ServerIdentification() {}

    static DeviceObjects of(Profile profile, Map<String, String> identity) {
        TreeMap<Integer, String> objects = new TreeMap<>();
        objects.put(0, fit(identity.getOrDefault("manufacturer", "Polymeter")));
        objects.put(1, fit(profile.id()));
        objects.put(2, fit(identity.getOrDefault("version", version())));
        objects.put(4, fit(profile.title()));
        objects.put(5, fit(identity.getOrDefault("model", profile.title())));
        return new DeviceObjects(objects);
    }

    private static String version() {
        String version = ServerIdentification.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /// Latin-1 is all that travels.
    private static String fit(String text) {
        String latin = text.chars()
                .map(c -> c <= 0xff ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return latin.length() > LONGEST ? latin.substring(0, LONGEST) : latin;
    }
}
