package io.polymeter.link;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The ways to change something at devices, by meter. Filled by the protocols that speak to devices while links are
/// built, and read by those built after them.
public final class Controls {

    private final Map<String, RegisterWriter> writers = new ConcurrentHashMap<>();

    /// Offers a way to a meter's device.
    public void offer(String meter, RegisterWriter writer) {
        writers.put(meter, writer);
    }

    /// The way to a meter's device, empty where nothing may be written to it.
    public Optional<RegisterWriter> find(String meter) {
        return Optional.ofNullable(writers.get(meter));
    }
}
