package io.polymeter.link.modbus;

import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;

/// Cuts register ranges into writes: as few as possible, at most 123 registers each (function code 16), and no value is
/// cut in two.
final class MasterPlan {

    private static final int MOST = 123;

    private MasterPlan() {}

    static List<Range> writes(Profile profile, List<Range> ranges) {
        List<Range> writes = new ArrayList<>();
        for (Range range : ranges) {
            int at = range.address();
            while (at < range.end()) {
                int end = Math.min(at + MOST, range.end());
                end = end == range.end() ? end : wholeValues(profile, at, end);
                writes.add(new Range(at, end - at));
                at = end;
            }
        }
        return writes;
    }

    private static int wholeValues(Profile profile, int at, int end) {
        Row cut = profile.rowAt(end).orElse(null);
        return cut == null || cut.range().address() <= at ? end : cut.range().address();
    }
}
