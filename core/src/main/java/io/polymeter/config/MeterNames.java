package io.polymeter.config;

import io.polymeter.config.yaml.Suggestion;
import java.util.Collection;

/// Words for a reference to a meter that does not exist.
final class MeterNames {

    private MeterNames() {}

    static String unknown(String name, Collection<String> meters) {
        return "there is no meter '" + name + "'; "
                + Suggestion.of(name, meters).orElse("there are: " + String.join(", ", meters));
    }
}
