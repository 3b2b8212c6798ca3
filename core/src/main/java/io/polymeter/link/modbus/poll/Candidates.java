package io.polymeter.link.modbus.poll;

import io.polymeter.message.Message;
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
    public List<Message> evidence() {
        List<Message> lines = new ArrayList<>();
        for (Probed one : fitting) {
            lines.add(line(one));
        }
        return lines;
    }

    private Message line(Probed one) {
        if (certain) {
            return Message.of("seen-identity", "identity: {registers} as of {name}", one.registers(), one.title());
        }
        return one.isCertain()
                ? Message.of(
                        "seen-same-identity",
                        "the same identity in {registers}: it may be {name}",
                        one.registers(),
                        one.title())
                : Message.of(
                        "seen-plausible-values",
                        "plausible values in {registers}: it may be {name}",
                        one.registers(),
                        one.title());
    }

    /// What would tell the candidates apart; empty where there is nothing to decide.
    public Message decides() {
        if (certain || isEmpty()) {
            return Message.verbatim("");
        }
        if (fitting.size() == 1) {
            return Message.of(
                    "decides-name-plate",
                    "the name plate: nothing in its registers names {name}",
                    fitting.getFirst().title());
        }
        List<Profile> profiles = profiles();
        Message decides = Message.of("decides-plate", "the name plate");
        boolean first = true;
        for (Profile profile : profiles) {
            Span span = alone(profile, profiles).orElse(null);
            if (span != null) {
                int register = span.range().onWire();
                decides = first
                        ? Message.of(
                                "decides-or-register",
                                "{what}, or that register {number} is there on {name} alone",
                                decides,
                                register,
                                profile.id())
                        : Message.of(
                                "decides-and-register",
                                "{what}, or register {number} on {name} alone",
                                decides,
                                register,
                                profile.id());
                first = false;
            }
        }
        return decides;
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
