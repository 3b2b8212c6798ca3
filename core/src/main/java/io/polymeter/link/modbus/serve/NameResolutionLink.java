package io.polymeter.link.modbus.serve;

import io.polymeter.config.net.AddressRange;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
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
    public Message description() {
        return Message.of(
                "link-looks-up",
                "looks up {names}",
                String.join(
                        ", ", names.stream().map(Object::toString).distinct().toList()));
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
                report(context, Health.State.UP, Message.of("all-hosts-known", "all host names are known"));
            } else {
                report(
                        context,
                        Health.State.WAITING,
                        Message.of("hosts-unknown", "no address is known of {names}", String.join(", ", unknown)));
            }
            context.clock().sleep(unknown.isEmpty() ? EVERY : RETRY);
        }
    }
}
