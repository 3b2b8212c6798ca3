package io.polymeter.app.home;

import io.polymeter.config.Role;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where power flows now. What the house takes is computed from the other parts; where one of them is not known, it
/// is not known either.
public final class HomeFlow {

    /// Meters are not read at the same instant: so far below nothing may the remainder be by that.
    private static final double SKEW_WATTS = 100;

    private static final double SKEW_SHARE = 0.05;

    private final HomeParts parts;
    private final Map<String, Now> meters;

    /// How a meter is now.
    ///
    /// @param state `fresh`, `stale`, `absent` or `asleep`
    /// @param power W, by the convention of its role; NaN where it is not known now
    /// @param charge %, NaN where it is not known now
    public record Now(String state, double power, double charge) {}

    /// @param meters all of them, by name
    public HomeFlow(HomeParts parts, Map<String, Now> meters) {
        this.parts = parts;
        this.meters = Map.copyOf(meters);
    }

    /// All parts; one without meters is null.
    public JsonObject json() {
        JsonObject object = new JsonObject();
        for (Role role : Role.values()) {
            object.put(role.name().toLowerCase(Locale.ROOT), part(role));
        }
        return object.put("presumed", parts.presumed()).put("house", house());
    }

    private JsonValue part(Role role) {
        List<String> names = parts.of(role);
        if (names.isEmpty()) {
            return JsonValue.NullValue.NULL;
        }
        JsonObject object = new JsonObject()
                .put("meters", names)
                .put("state", state(names))
                .put("power_w", power(role))
                .put("without", asleep(names));
        if (role == Role.STORAGE || role == Role.VEHICLE) {
            object.put("charge_percent", charge(names));
        }
        return object.build();
    }

    /// The worst of its meters; asleep where all of them are.
    private String state(List<String> names) {
        List<String> states = names.stream().map(name -> now(name).state()).toList();
        return states.contains("absent")
                ? "absent"
                : states.contains("stale") ? "stale" : states.contains("fresh") ? "fresh" : "asleep";
    }

    /// The power of a part, without those of its meters that sleep; NaN where it is not known, or all of them sleep.
    private double power(Role role) {
        double sum = Double.NaN;
        for (String name : parts.of(role)) {
            Now now = now(name);
            if (now.state().equals("asleep")) {
                continue;
            }
            if (Double.isNaN(now.power())) {
                return Double.NaN;
            }
            sum = (Double.isNaN(sum) ? 0 : sum) + now.power();
        }
        return sum;
    }

    /// The mean where there are several: their sizes are not known.
    private double charge(List<String> names) {
        return names.stream()
                .mapToDouble(name -> now(name).charge())
                .filter(charge -> !Double.isNaN(charge))
                .average()
                .orElse(Double.NaN);
    }

    private List<String> asleep(List<String> names) {
        return names.stream().filter(name -> now(name).state().equals("asleep")).toList();
    }

    private Now now(String name) {
        return meters.getOrDefault(name, new Now("absent", Double.NaN, Double.NaN));
    }

    private JsonObject house() {
        List<String> without = new ArrayList<>();
        parts.meters().values().forEach(names -> without.addAll(asleep(names)));
        String why = unknown();
        double power = why == null ? balance() : Double.NaN;
        if (power < -SKEW_WATTS - SKEW_SHARE * gross()) {
            why = "contradiction";
        }
        return new JsonObject()
                .put("power_w", why == null ? power : Double.NaN)
                .put("without", without)
                .put("unknown", why);
    }

    /// Why nobody can say what the house takes; null where it can be computed.
    private @Nullable String unknown() {
        if (!parts.has(Role.GRID)) {
            return "no-grid";
        }
        if (!parts.has(Role.PRODUCER)) {
            // What the grid meter sees may be the house, or the house less what somebody produces there.
            return "no-producer";
        }
        for (Role role : List.of(Role.GRID, Role.PRODUCER, Role.STORAGE, Role.VEHICLE)) {
            if (parts.has(role)
                    && Double.isNaN(power(role))
                    && !state(parts.of(role)).equals("asleep")) {
                return "part-missing";
            }
        }
        return null;
    }

    private double balance() {
        return known(Role.GRID) + known(Role.PRODUCER) - known(Role.STORAGE) - known(Role.VEHICLE);
    }

    private double gross() {
        return Math.abs(known(Role.GRID)) + Math.abs(known(Role.PRODUCER)) + Math.abs(known(Role.STORAGE));
    }

    /// What sleeps adds nothing to the sum; it is named beside it.
    private double known(Role role) {
        double power = power(role);
        return Double.isNaN(power) ? 0 : power;
    }
}
