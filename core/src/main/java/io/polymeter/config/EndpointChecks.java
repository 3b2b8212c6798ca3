package io.polymeter.config;

import io.polymeter.config.EndpointUse.Place;
import io.polymeter.config.EndpointUse.Side;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.List;

/// Checks that no port and no serial line is used in two ways, by whatever link, or by the page.
final class EndpointChecks {

    private static final String PAGE = Settings.PAGE;

    private final Problems problems;
    private final List<Known> known = new ArrayList<>();

    private record Known(EndpointUse use, String path) {}

    private EndpointChecks(Problems problems) {
        this.problems = problems;
    }

    static void check(Settings settings, Problems problems) {
        EndpointChecks checks = new EndpointChecks(problems);
        settings.endpoints().forEach(use -> checks.add(use, use.key()));
    }

    private void add(EndpointUse use, String path) {
        // An element of a list may have been written as a single scalar.
        String at = problems.given(path) ? path : path.replaceFirst("\\[\\d+]$", "");
        Known added = new Known(use, at);
        known.stream().filter(other -> !other.use().goesWith(use)).findFirst().ifPresent(other -> report(added, other));
        known.add(added);
    }

    private void report(Known added, Known other) {
        String text = added.use().text();
        if (other.path().equals(PAGE)) {
            problems.error(
                    added.path(),
                    Message.of(
                            "port-web-page",
                            "{text} is the port of the web page, {use}",
                            text,
                            other.use().text()));
            return;
        }
        switch (added.use().place()) {
            case Place.Line(var device, Side side) -> {
                Side before = ((Place.Line) other.use().place()).side();
                if (side == Side.ASK && before == Side.ANSWER) {
                    twoMasters(added, other);
                } else if (side == Side.ANSWER && before == Side.ASK) {
                    twoMasters(other, added);
                } else {
                    problems.error(
                            added.path(), Message.of("taken-by", "{device} is taken by {path}", device, other.path()));
                }
            }
            case Place.Listener(var _, HostPort address) -> {
                boolean same = ((Place.Listener) other.use().place()).address().equals(address);
                problems.error(
                        added.path(),
                        same
                                ? Message.of("taken-by", "{device} is taken by {path}", address, other.path())
                                : Message.of(
                                        "same-port",
                                        "{text} and {use} are the same port",
                                        text,
                                        other.use().text()));
            }
            case Place.Remote(HostPort address) ->
                problems.error(
                        added.path(), Message.of("taken-by", "{device} is taken by {path}", address, other.path()));
        }
    }

    private void twoMasters(Known asking, Known answering) {
        problems.error(
                asking.path(),
                Message.of(
                        "cannot-both-polled-here",
                        "{use} cannot be both polled here and served by {path}: a bus has one client; use a second adapter",
                        asking.use().text(),
                        answering.path()));
    }
}
