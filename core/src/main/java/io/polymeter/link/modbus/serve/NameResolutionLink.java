package io.polymeter.link.modbus.serve;

import io.polymeter.config.net.AddressRange;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Looks up the host names in lists of senders and readers, again and again, because addresses change.
public final class NameResolutionLink implements Link {

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final List<AddressRange> names;

    public NameResolutionLink(List<AddressRange> names) {
        this.names = List.copyOf(names);
    }

    @Override
    public String name() {
        return "names";
    }

    @Override
    public String description() {
        return "looks up "
                + String.join(
                        ", ", names.stream().map(Object::toString).distinct().toList());
    }

    @Override
    public void run(Context context) throws Exception {
        while (true) {
            List<String> unknown = new ArrayList<>();
            for (AddressRange name : names) {
                try {
                    name.resolve();
                } catch (UnknownHostException _) {
                    unknown.add(name.toString());
                }
            }
            if (unknown.isEmpty()) {
                report(context, Health.State.UP, "all host names are known");
            } else {
                report(context, Health.State.WAITING, "no address is known of " + String.join(", ", unknown));
            }
            context.clock().sleep(unknown.isEmpty() ? EVERY : RETRY);
        }
    }
}
