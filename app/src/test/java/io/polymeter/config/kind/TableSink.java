package io.polymeter.config.kind;

import io.polymeter.config.SinkSettings;
import io.polymeter.config.yaml.Key;
import java.util.List;

/// A throw-away sink, as CONTRIBUTING.md has it in step 1 of "Add a protocol".
@Key(doc = "A table that the dice fall on.")
public record TableSink(
        @Key(doc = "The name of the table.", example = "green")
        String name) implements SinkSettings {

    @Override
    public List<String> places() {
        return List.of("table " + name);
    }

    @Override
    public boolean showsOne() {
        return true;
    }
}
