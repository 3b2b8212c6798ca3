package io.polymeter.config.kind;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Shorthand;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A virtual meter: other meters, added or subtracted.
@Key(doc = "A virtual meter: the sum or difference of other meters.")
@Shorthand("of")
public record SumSource(
        @ValueRange(min = 1, max = 100)
        @Key(doc = "Meters to add; `-name` subtracts.", example = "[grid, pv, -battery]")
        List<Term> of,

        @Key(
                doc =
                        "Powers of parts that were measured up to so far apart are taken at the moment of the oldest, between"
                                + " the samples around it; at most 2s.",
                absent = "each part's newest",
                example = "2s")
        @Nullable
        Duration align)
        implements SourceSettings {

    private static final Duration FURTHEST = Duration.ofSeconds(2);

    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        if (align == null) {
            return;
        }
        if (!align.isPositive() || align.compareTo(FURTHEST) > 0) {
            problems.error(path + ".sum.align", Message.of("more-than-0s-at", "is more than 0s and at most 2s"));
        }
    }

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
