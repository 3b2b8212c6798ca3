package io.polymeter.link.sparkplug;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;

/// Keeps the power limits that a host has set, and ends them in time, whether the host can be reached or not.
final class PowerLimitLink implements Link {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final String name;
    private final PowerLimits limits;

    PowerLimitLink(String name, PowerLimits limits) {
        this.name = name;
        this.limits = limits;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of("link-ends-limits", "ends power limits in time");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        report(context, Health.State.UP, description());
        while (true) {
            limits.turn();
            context.clock().sleep(EVERY);
        }
    }
}
