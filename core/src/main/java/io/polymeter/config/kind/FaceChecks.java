package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.OutputSettings;
import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.net.HttpAddress;
import io.polymeter.config.net.MacAddress;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks what outputs have in common that look like a device without registers.
final class FaceChecks {

    private final String path;
    private final OutputSettings output;
    private final Problems problems;

    /// @param path of the output, e.g. `outputs.marstek`
    FaceChecks(String path, OutputSettings output, Problems problems) {
        this.path = path;
        this.output = output;
        this.problems = problems;
    }

    /// Such an output has no profile, and only some things can be said of it.
    ///
    /// @param keys what `identity` may hold
    FaceChecks identity(String kind, List<String> keys) {
        if (output.profile() != null) {
            problems.keyError(
                    path + ".profile",
                    Message.of(
                            "no-meaning-device-own",
                            "has no meaning with '{kind}', which is a device of its own",
                            kind));
        }
        output.identity().keySet().stream()
                .filter(key -> !keys.contains(key))
                .forEach(key -> problems.keyError(
                        path + ".identity." + key,
                        Message.of(
                                "there-no-here-there",
                                "there is no '{key}' here; there are {names}",
                                key,
                                String.join(", ", keys))));
        return this;
    }

    /// Where a MAC address is said, it is one.
    FaceChecks mac() {
        for (String key : List.of("mac", "serial")) {
            String text = output.identity().get(key);
            if (text != null) {
                try {
                    MacAddress _ = MacAddress.parse(text);
                } catch (IllegalArgumentException e) {
                    problems.error(path + ".identity." + key, Message.of(e));
                }
            }
        }
        return this;
    }

    /// What this consumer can be told in place of a value.
    FaceChecks whenStale(Set<WhenStale> possible, Message why) {
        if (output.whenStale() != null && !possible.contains(output.whenStale())) {
            problems.error(path + ".when-stale", why);
        }
        return this;
    }

    /// A device that cannot leave out a phase has to know what becomes of a total.
    FaceChecks phases(PhaseRule rule, String kind) {
        if (rule == PhaseRule.NONE) {
            problems.error(
                    path + "." + kind + ".phases",
                    Message.of(
                            "device-always-tells-power",
                            "the device always tells the power of three phases, so a total has to go somewhere: share, thirds, L1, L2 or L3"));
        }
        return this;
    }

    /// A port that the device has and that cannot be changed is another one here.
    static EndpointUse http(HttpAddress serve, String key) {
        return new EndpointUse(new EndpointUse.Place.Listener("tcp", serve.hostPort()), serve.toString(), "", key);
    }

    /// A port where datagrams are received.
    static EndpointUse udp(HostPort at, String key) {
        return new EndpointUse(new EndpointUse.Place.Listener("udp", at), "udp://" + at, "", key);
    }

    /// The first that is written of several keys, null where none is.
    static @Nullable String identity(OutputSettings output, List<String> keys) {
        return keys.stream()
                .map(output.identity()::get)
                .filter(text -> text != null && !text.isEmpty())
                .findFirst()
                .orElse(null);
    }
}
