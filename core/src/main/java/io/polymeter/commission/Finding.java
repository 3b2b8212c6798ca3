package io.polymeter.commission;

import io.polymeter.message.Message;
import java.util.Map;

/// Something that is wrong.
///
/// @param what in a word or two: `sign`, `reversed`, `phases` …
/// @param confidence 0 to 1; below 0.9 a person should look
/// @param evidence the figures it rests on
/// @param apply keys of `correct` that put it right; empty where only a person can
public record Finding(String what, double confidence, Message evidence, Map<String, Object> apply) {
    public Finding {
        apply = Map.copyOf(apply);
    }
}
