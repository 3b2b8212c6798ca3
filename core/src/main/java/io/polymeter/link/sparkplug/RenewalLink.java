package io.polymeter.link.sparkplug;

import io.polymeter.enrol.Enrolment;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.trust.Credentials;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/// Renews the certificate of an edge node in time; its next connection shows the new one.
final class RenewalLink implements Link {

    private static final Duration LOOK = Duration.ofHours(1);

    private final String name;
    private final Terms terms;

    /// @param where of the fleet
    /// @param authority file with the fleet's authority
    /// @param client file with the key and its certificates
    record Terms(URI where, Path authority, Path client) {}

    RenewalLink(String name, Terms terms) {
        this.name = name;
        this.terms = terms;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of("link-renews", "renews the certificate at {place}", terms.where());
    }

    @Override
    public Set<String> events() {
        return Set.of("renewals");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        while (true) {
            Instant due = due();
            if (!context.clock().wall().isBefore(due)) {
                Enrolment.renew(terms.where(), terms.authority(), terms.client());
                context.health().count("renewals");
                due = due();
            }
            report(
                    context,
                    Health.State.UP,
                    Message.of(
                            "renews-from",
                            "{what} from {time} on",
                            description(),
                            due.truncatedTo(ChronoUnit.SECONDS)));
            context.clock().sleep(LOOK);
        }
    }

    private Instant due() throws IOException {
        return Enrolment.due(
                Credentials.of(terms.client(), terms.client()).shown().certificate());
    }
}
