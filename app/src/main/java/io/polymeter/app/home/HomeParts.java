package io.polymeter.app.home;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.Role;
import io.polymeter.profile.Profile;
import io.polymeter.runtime.Snapshot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which meters are which part of a house, by their roles.
///
/// @param meters names by role, each meter once; a role without meters is missing
/// @param presumed whether the grid meter is one only because no meter says what it measures, and there is no
///     other
public record HomeParts(Map<Role, List<String>> meters, boolean presumed) {

    /// A meter, as far as it matters here.
    ///
    /// @param role null where neither the configuration nor the device says
    /// @param terms the meters it is a sum of, empty for a measured one
    public record Candidate(String name, @Nullable Role role, Set<String> terms) {}

    /// The parts of the house that runs.
    public static HomeParts of(Snapshot snapshot) {
        Map<String, MeterSettings> settings = snapshot.plan().settings().meters();
        return of(snapshot.meters().stream()
                .map(meter -> {
                    MeterSettings own = Objects.requireNonNull(settings.get(meter.name()));
                    return new Candidate(
                            meter.name(),
                            role(own, meter.profile()),
                            Set.copyOf(own.source().parts()));
                })
                .toList());
    }

    /// What a meter measures: as configured, else as its device says; null where nobody says.
    public static @Nullable Role role(MeterSettings settings, @Nullable Profile profile) {
        Role configured = settings.effectiveRole();
        return configured != null
                ? configured
                : profile == null ? null : profile.about().role();
    }

    /// Sorts meters into parts. A sum counts only where its terms do not count already.
    public static HomeParts of(Collection<Candidate> candidates) {
        Map<String, Candidate> byName = new LinkedHashMap<>();
        candidates.forEach(candidate -> byName.put(candidate.name(), candidate));
        Map<Role, List<String>> meters = new EnumMap<>(Role.class);
        for (Candidate candidate : candidates) {
            Role role = candidate.role();
            if (role != null && !counted(candidate, role, byName)) {
                meters.computeIfAbsent(role, _ -> new ArrayList<>()).add(candidate.name());
            }
        }
        List<Candidate> unknown = candidates.stream()
                .filter(candidate -> candidate.role() == null)
                .toList();
        boolean presumed = !meters.containsKey(Role.GRID) && candidates.size() == 1 && unknown.size() == 1;
        if (presumed) {
            meters.put(Role.GRID, List.of(unknown.getFirst().name()));
        }
        return new HomeParts(meters, presumed);
    }

    private static boolean counted(Candidate candidate, Role role, Map<String, Candidate> all) {
        return candidate.terms().stream().anyMatch(name -> {
            Candidate term = all.get(name);
            return term != null && term.role() == role;
        });
    }

    /// The meters of a part.
    List<String> of(Role role) {
        return meters.getOrDefault(role, List.of());
    }

    boolean has(Role role) {
        return meters.containsKey(role);
    }
}
