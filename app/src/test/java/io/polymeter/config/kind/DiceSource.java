package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.util.List;
import java.util.Set;

/// A throw-away source, as CONTRIBUTING.md has it in step 1 of "Add a protocol".
@Key(doc = "A meter that throws dice.")
public record DiceSource(
        @Key(doc = "Where the dice are thrown to.", fallback = "127.0.0.1:6666", example = "0.0.0.0:6666")
        HostPort listen,

        @Key(doc = "How many dice there are.", fallback = "2")
        int count)
        implements SourceSettings {

    @Override
    public List<String> places() {
        return List.of("dice://" + listen);
    }

    @Override
    public String connection() {
        return count + " dice";
    }

    @Override
    public List<EndpointUse> endpoints() {
        return List.of(
                new EndpointUse(new EndpointUse.Place.Listener("tcp", listen), "dice://" + listen, "", "dice.listen"));
    }

    @Override
    public Set<String> namedPoints() {
        return Set.of("active-power");
    }

    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        if (count < 1) {
            problems.error(path + ".dice.count", Message.verbatim("there is no dice"));
        }
    }
}
