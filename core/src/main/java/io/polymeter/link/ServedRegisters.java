package io.polymeter.link;

import io.polymeter.view.FreshnessPolicy;
import io.polymeter.view.RegisterView;
import java.util.List;

/// What an output with registers looks like to its consumers.
///
/// @param endpoints where it is served, e.g. `tcp://0.0.0.0:502`
/// @param unit its unit id
/// @param view how the meter's state becomes registers
/// @param policy how old they may be
/// @param mirror true where the meter's own registers pass through undecoded
public record ServedRegisters(
        List<String> endpoints, int unit, RegisterView view, FreshnessPolicy policy, boolean mirror) {
    public ServedRegisters {
        endpoints = List.copyOf(endpoints);
    }
}
