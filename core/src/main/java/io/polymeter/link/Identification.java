package io.polymeter.link;

import io.polymeter.message.Message;
import io.polymeter.profile.Profile;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a scan says a device is.
///
/// @param profile what fits best: a device, or the profile that is found out; null where nothing does
/// @param certain false where other devices answer the same, or nothing but its values or its name makes it likely
/// @param names what it calls itself, or is announced as: manufacturer, model, serial number; without what it does not
/// say
/// @param evidence why, in words
/// @param candidates the ids of all that it may be, the best first; empty where it is certain, or nothing fits
/// @param decides what would tell the candidates apart; empty where nothing is to be decided
public record Identification(
        @Nullable Profile profile,
        boolean certain,
        List<String> names,
        List<Message> evidence,
        List<String> candidates,
        Message decides) {

    public Identification {
        candidates = List.copyOf(candidates);
        names = List.copyOf(names);
        evidence = List.copyOf(evidence);
    }

    /// What can be nothing else, or is nothing that is known.
    public static Identification certain(@Nullable Profile profile, List<String> names, List<Message> evidence) {
        return new Identification(profile, true, names, evidence, List.of(), Message.verbatim(""));
    }

    /// The same, which is not certain.
    ///
    /// @param all the ids of all that it may be, the best first
    /// @param what would tell them apart
    public Identification among(List<String> all, Message what) {
        return new Identification(profile, false, names, evidence, all, what);
    }

    /// The same with more evidence.
    public Identification with(Message more) {
        List<Message> all = Stream.concat(evidence.stream(), Stream.of(more)).toList();
        return new Identification(profile, certain, names, all, candidates, decides);
    }

    /// Further profiles of the same device: they are read at the same address.
    public List<String> parts() {
        return profile == null ? List.of() : profile.about().parts();
    }
}
