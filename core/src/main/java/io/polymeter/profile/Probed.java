package io.polymeter.profile;

import java.util.List;

/// By which registers one device is told from others: what a search needs to know of a profile.
///
/// @param id of the profile
/// @param title for people
/// @param function the function code that reads what does not say otherwise
/// @param probes all of them must fit; at least one
public record Probed(String id, String title, int function, List<Probe> probes) {

    public Probed {
        probes = List.copyOf(probes);
    }

    static Probed of(Profile profile) {
        return new Probed(
                profile.id(), profile.title(), profile.wire().functions().getFirst(), profile.probes());
    }

    /// True where its probes tell the device for certain, not only by values that are likely.
    public boolean isCertain() {
        return probes.stream().anyMatch(Probe::isCertain);
    }

    /// True where whatever has the other's registers has these as well, but not the other way round: then the other
    /// is the better answer.
    public boolean isLessThan(Probed other) {
        return probes.size() < other.probes.size()
                && probes.stream().allMatch(probe -> other.probes.stream().anyMatch(probe::asks));
    }

    /// The registers that tell, in words.
    public String registers() {
        return String.join(
                ", ", probes.stream().map(probe -> "register " + probe.range()).toList());
    }
}
