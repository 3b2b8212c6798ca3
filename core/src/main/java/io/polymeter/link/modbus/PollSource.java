package io.polymeter.link.modbus;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.modbus.transport.ModbusClient;
import io.polymeter.modbus.transport.NoResponseException;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A device that we read: each group of registers at its own interval, with the fewest requests, and each group
/// published as one.
///
/// A poll that fails changes nothing: the values that are there grow older, and the views say so. A device that
/// never
/// answered costs one time-out per back-off step, one that did may miss two replies before the connection is
/// made anew.
public final class PollSource implements Link {

    /// What a poll source is made of.
    ///
    /// @param name of the link, e.g. `grid.poll`
    /// @param endpoint for people
    /// @param unit the device's unit id
    /// @param profile the meter's register map as configured
    /// @param every how often the live group is read, null: as the profile says
    /// @param push where the device also writes to us: what it always pushes is not read; else null
    public record Terms(
            String name,
            String endpoint,
            int unit,
            Meter meter,
            Profile profile,
            @Nullable Duration every,
            @Nullable PushSource push) {}

    /// Replies in a row that may be missing before the connection is made anew.
    private static final int PATIENCE = 3;

    private final Terms terms;
    private final ClientOpener opener;

    /// @param opener gives the device's only connection
    public PollSource(Terms terms, ClientOpener opener) {
        this.terms = terms;
        this.opener = opener;
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public String description() {
        String what = terms.push() != null ? ", what is not pushed," : "";
        return "polls " + terms.endpoint() + " unit " + terms.unit() + what + " as "
                + terms.profile().id();
    }

    @Override
    public void run(Context context) throws Exception {
        try (ModbusClient client = opener.open()) {
            PollSession session = new PollSession(terms, client, context);
            int missed = 0;
            boolean answered = false;
            while (true) {
                try {
                    if (session.step()) {
                        missed = 0;
                        answered = true;
                        tell(context, Health.State.UP, "is answered by " + terms.endpoint());
                    }
                } catch (NoResponseException e) {
                    context.health().count("timeouts");
                    missed++;
                    session.doubt();
                    if (!answered || missed >= PATIENCE) {
                        throw e;
                    }
                } catch (IOException e) {
                    context.health().count("connection-failures");
                    throw e;
                }
            }
        }
    }
}
