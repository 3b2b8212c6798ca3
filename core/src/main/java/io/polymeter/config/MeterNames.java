package io.polymeter.config;

import io.polymeter.config.yaml.Suggestion;
import io.polymeter.message.Message;
import java.util.Collection;

/// Words for a reference to a meter that does not exist.
final class MeterNames {

    private MeterNames() {}

    static Message unknown(String name, Collection<String> meters) {
        Message hint = Suggestion.of(name, meters)
                .orElse(Message.of("there-are", "there are: {names}", String.join(", ", meters)));
        return Message.of("no-such-meter", "there is no meter '{name}'; {hint}", name, hint);
    }
}
