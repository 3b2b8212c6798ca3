package io.polymeter.loop;

import io.polymeter.message.Message;
import java.util.List;
import java.util.Map;

/// What is known of one output's loop.
///
/// @param recent timing of the last ten minutes, by group
/// @param day timing of the last 24 hours, by group
/// @param steers the meters whose power its consumer sets, empty where none is known
/// @param swing what the windows showed
/// @param fits the fits of up to eight quarter-hours that could be made, the newest last
/// @param advice what would help
public record LoopReport(
        Map<String, Timing> recent,
        Map<String, Timing> day,
        List<String> steers,
        SwingWatch swing,
        List<MarginFit> fits,
        List<Message> advice) {

    public LoopReport {
        recent = Map.copyOf(recent);
        day = Map.copyOf(day);
        steers = List.copyOf(steers);
        fits = List.copyOf(fits);
        advice = List.copyOf(advice);
    }
}
