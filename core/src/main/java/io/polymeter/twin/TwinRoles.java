package io.polymeter.twin;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which meter is which in a twin, as far as a configuration says so.
///
/// @param grid the meter at the grid
/// @param regulating the outputs whose consumers set something: those with `steers`, else the first that shows
///     the grid
/// @param batteries the meters of what they set, each with its output
record TwinRoles(String grid, Set<String> regulating, Map<String, String> batteries) {

    /// @param served the outputs that are simulated
    static TwinRoles of(Settings settings, List<String> served) {
        List<String> controlling = served.stream()
                .filter(name -> !output(settings, name).steers().isEmpty())
                .toList();
        String grid = shown(settings, controlling.isEmpty() ? served : controlling);
        Set<String> regulating = (controlling.isEmpty() ? first(settings, served, grid) : controlling)
                .stream().collect(Collectors.toSet());
        Map<String, String> batteries = new TreeMap<>();
        controlling.forEach(
                name -> output(settings, name).steers().forEach(meter -> batteries.putIfAbsent(meter, name)));
        return new TwinRoles(grid, regulating, batteries);
    }

    private static OutputSettings output(Settings settings, String name) {
        return Objects.requireNonNull(settings.outputs().get(name));
    }

    private static List<String> first(Settings settings, List<String> served, String grid) {
        return served.stream()
                .filter(name -> settings.metersOf(output(settings, name)).contains(grid))
                .limit(1)
                .toList();
    }

    private static String shown(Settings settings, List<String> outputs) {
        List<String> meters = outputs.stream()
                .flatMap(name -> settings.metersOf(output(settings, name)).stream())
                .toList();
        if (meters.contains("grid") || meters.isEmpty()) {
            return "grid";
        }
        return meters.getFirst();
    }
}
