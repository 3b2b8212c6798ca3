package io.polymeter.twin;

import io.polymeter.loop.LoopReport;
import io.polymeter.regulation.RegulationModel;
import java.util.List;
import java.util.Map;

/// What a twin lived through.
///
/// @param alarmMinutes how long a loop was to be blamed for a swing
/// @param servedWhileStale answers with data that were older than allowed; must be 0
/// @param outputs by name
/// @param leftOut outputs without a simulated consumer
public record TwinResult(
        TwinScore score,
        double alarmMinutes,
        long servedWhileStale,
        Map<String, Output> outputs,
        List<String> leftOut,
        Curves curves) {

    public TwinResult {
        outputs = Map.copyOf(outputs);
        leftOut = List.copyOf(leftOut);
    }

    /// An output and its consumer.
    ///
    /// @param regulates whether it sets something, or only reads
    /// @param asked how often it asked
    /// @param answered how often it was told a value
    public record Output(
            RegulationModel consumer, boolean regulates, long asked, long answered, LoopReport loop, String meter) {}
}
