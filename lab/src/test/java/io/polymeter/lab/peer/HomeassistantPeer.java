package io.polymeter.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/// What Home Assistant's MQTT integration makes of a broker: `lab/peers/python/homeassistant.py`.
public final class HomeassistantPeer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final List<String> invalid = new CopyOnWriteArrayList<>();
    private final Map<String, Announced> devices = new ConcurrentHashMap<>();
    private volatile Map<String, JsonValue> states = Map.of();

    public HomeassistantPeer(Mosquitto broker) throws IOException {
        process = new ProcessBuilder(
                        "/usr/bin/python3",
                        Checkouts.path("lab/peers/python/homeassistant.py").toString(),
                        String.valueOf(broker.port()))
                .redirectErrorStream(true)
                .start();
        Thread.ofVirtual().start(this::listen);
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", 2);
                switch (words[0]) {
                    case "DEVICE" -> {
                        String[] said = words[1].split(" ", 3);
                        devices.put(said[0], new Announced(Integer.parseInt(said[1]), Integer.parseInt(said[2])));
                    }
                    case "STATES" -> states = ((JsonValue.ObjectValue) JsonValue.parse(words[1])).of();
                    default -> invalid.add(line);
                }
            }
        } catch (IOException e) {
            invalid.add(e.toString());
        }
    }

    /// Waits until a device has been announced with so many entities, more often than before.
    ///
    /// @return how often
    public int announced(String device, int entities, int before) {
        waitUntil(
                () -> {
                    Announced said = devices.get(device);
                    return said != null && said.entities() == entities && said.times() > before;
                },
                device + " with " + entities + " entities");
        return java.util.Objects.requireNonNull(devices.get(device)).times();
    }

    private record Announced(int entities, int times) {}

    /// Waits until an entity shows a number, or `unavailable`, or null.
    public void shows(String unique, @Nullable Object expected) {
        waitUntil(
                () -> switch (states.get(unique)) {
                    case JsonValue.NumberValue figure ->
                        expected instanceof Number number
                                && Double.parseDouble(figure.literal()) == number.doubleValue();
                    case JsonValue.StringValue text -> text.text().equals(expected);
                    case JsonValue.NullValue _ -> expected == null;
                    case null, default -> false;
                },
                unique + " shows " + expected);
    }

    /// Whether an entity shows any number.
    public boolean measures(String unique) {
        return states.get(unique) instanceof JsonValue.NumberValue;
    }

    private void waitUntil(java.util.concurrent.Callable<Boolean> condition, String what) {
        try {
            await().atMost(PATIENCE).until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("never: " + what + "\nbut " + devices + "\n" + invalid, e);
        }
    }

    /// Everything was as Home Assistant wants it.
    public void isContent() {
        assertThat(invalid).isEmpty();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
