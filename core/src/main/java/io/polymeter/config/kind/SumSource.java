package io.polymeter.config.kind;

import io.polymeter.config.SourceSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Shorthand;
import io.polymeter.config.yaml.ValueRange;
import java.util.List;

/// A virtual meter: other meters, added or subtracted.
@Key(doc = "A virtual meter: the sum or difference of other meters.")
@Shorthand("of")
public record SumSource(
        @ValueRange(min = 1, max = 100)
        @Key(doc = "Meters to add; `-name` subtracts.", example = "[grid, pv, -battery]")
        List<Term> of)
        implements SourceSettings {

    @Override
    public List<String> places() {
        return of.stream().map(Term::toString).toList();
    }

    @Override
    public String connection() {
        return "sum of meters";
    }

    @Override
    public boolean isComputed() {
        return true;
    }

    @Override
    public List<String> parts() {
        return of.stream().map(Term::meter).toList();
    }
}
