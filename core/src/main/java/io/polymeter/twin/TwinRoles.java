package io.polymeter.twin;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which meter is which in a twin, as far as a configuration says so.
///
/// @param grid the meter at the grid
/// @param regulating the outputs whose consumers set something: those with `steers`, else the first that shows the grid
/// @param batteries the meters of what they set, each with its output
record TwinRoles(String grid, Set<String> regulating, Map<String, String> batteries) {

    /// @param served the outputs that are simulated
    static TwinRoles of(Settings settings, List<String> served) {
        Map<String, OutputSettings> outputs = settings.outputs();
        List<String> steering = served.stream()
                .filter(name -> !outputs.get(name).steers().isEmpty())
                .toList();
        String grid = shown(settings, steering.isEmpty() ? served : steering);
        Set<String> regulating = (steering.isEmpty() ? first(settings, served, grid) : steering)
                .stream().collect(Collectors.toSet());
        Map<String, String> batteries = new TreeMap<>();
        steering.forEach(name -> outputs.get(name).steers().forEach(meter -> batteries.putIfAbsent(meter, name)));
        return new TwinRoles(grid, regulating, batteries);
    }

    private static List<String> first(Settings settings, List<String> served, String grid) {
        return served.stream()
                .filter(name -> settings.metersOf(settings.outputs().get(name)).contains(grid))
                .limit(1)
                .toList();
    }

    private static String shown(Settings settings, List<String> outputs) {
        List<String> meters = outputs.stream()
                .flatMap(name -> settings.metersOf(settings.outputs().get(name)).stream())
                .toList();
        if (meters.contains("grid") || meters.isEmpty()) {
            return "grid";
        }
        return meters.getFirst();
    }
}
