package io.polymeter.link.modbus.poll;

import io.polymeter.profile.Catalog;
import io.polymeter.profile.Probed;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a device may be, by the registers in which devices differ. Immutable.
///
/// @param fitting whose probes fit, the best first; empty: the device is none that is known
/// @param certain true where the first of them is it: its registers name it, and no other known device has the
///     same
public record Candidates(List<Probed> fitting, boolean certain) {

    public Candidates {
        fitting = List.copyOf(fitting);
    }

    /// The best answer to a survey.
    ///
    /// @param all whose probes fit
    static Candidates of(List<Probed> all) {
        List<Probed> best = all.stream()
                .filter(one -> all.stream().noneMatch(one::isLessThan))
                .sorted(Comparator.comparingInt(one -> -one.probes().size()))
                .toList();
        List<Probed> named = best.stream().filter(Probed::isCertain).toList();
        return named.isEmpty() ? new Candidates(best, false) : new Candidates(named, named.size() == 1);
    }

    /// True where nothing fits.
    public boolean isEmpty() {
        return fitting.isEmpty();
    }

    /// Why they fit, a line for each.
    public List<String> evidence() {
        List<String> lines = new ArrayList<>();
        for (Probed one : fitting) {
            lines.add(
                    certain
                            ? "identity: " + one.registers() + " as of " + one.title()
                            : (one.isCertain() ? "the same identity in " : "plausible values in ") + one.registers()
                                    + ": it may be " + one.title());
        }
        return lines;
    }

    /// What would tell the candidates apart, in words; empty where there is nothing to decide.
    public String decides() {
        if (certain || isEmpty()) {
            return "";
        }
        if (fitting.size() == 1) {
            return "the name plate: nothing in its registers names "
                    + fitting.getFirst().title();
        }
        List<Profile> profiles = profiles();
        String alone = profiles.stream()
                .flatMap(profile -> alone(profile, profiles).stream()
                        .map(span -> "register " + span.range().onWire() + " is there on " + profile.id() + " alone"))
                .collect(Collectors.joining(", "));
        return "the name plate" + (alone.isEmpty() ? "" : ", or that " + alone);
    }

    private List<Profile> profiles() {
        return fitting.stream()
                .map(one -> Catalog.builtIn().find(one.id()).orElseThrow())
                .toList();
    }

    private static Optional<Span> alone(Profile profile, List<Profile> profiles) {
        return profile.spans().stream()
                .filter(span ->
                        !span.optional() && profiles.stream().noneMatch(other -> other != profile && has(other, span)))
                .findFirst();
    }

    /// Of each candidate that has one, a value that no other has: whether it is answered does not name the device, for
    /// others of its kind may have it too, but tells whose profile reads more of it.
    Map<Profile, Range> alone() {
        List<Profile> profiles = profiles();
        Map<Profile, Range> places = new LinkedHashMap<>();
        for (Profile profile : profiles) {
            alone(profile, profiles)
                    .flatMap(span -> profile.rows().stream()
                            .map(Row::range)
                            .filter(range -> span.range().contains(range))
                            .findFirst())
                    .ifPresent(range -> places.put(profile, range));
        }
        return places;
    }

    /// The same, the likeliest first.
    ///
    /// @param answered by id: 1 where the device has what only this candidate should have, -1 where it has not
    Candidates ranked(Map<String, Integer> answered) {
        return new Candidates(
                fitting.stream()
                        .sorted(Comparator.comparingInt(one -> -answered.getOrDefault(one.id(), 0)))
                        .toList(),
                certain);
    }

    private static boolean has(Profile profile, Span span) {
        return profile.spans().stream().anyMatch(other -> other.range().overlaps(span.range()));
    }
}
