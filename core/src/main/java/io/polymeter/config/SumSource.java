package io.polymeter.config;

import java.util.List;

/// A virtual meter: other meters, added or subtracted.
@Word("sum")
@Key(doc = "A virtual meter: other meters, added or subtracted.")
@Shorthand("of")
public record SumSource(
        @Range(min = 1, max = 100) @Key(doc = "The meters to add; `-name` subtracts.", example = "[grid, pv, -battery]")
        List<Term> of)
        implements SourceSettings {}
