package io.polymeter.link.http.scan;

import io.polymeter.message.Message;
import io.polymeter.profile.Profile;
import java.util.List;

/// A device that answers documents.
///
/// @param profile what fits best
/// @param certain false where other devices answer the same, or nothing but its name tells what it is
/// @param names what it is announced as
/// @param evidence why, in words
/// @param candidates the ids of all that it may be, the best first; empty where it is certain
/// @param decides what would tell the candidates apart; empty where it is certain
public record WebFinding(
        WebAddress address,
        Profile profile,
        boolean certain,
        List<String> names,
        List<Message> evidence,
        List<String> candidates,
        Message decides) {

    public WebFinding {
        names = List.copyOf(names);
        evidence = List.copyOf(evidence);
        candidates = List.copyOf(candidates);
    }
}
