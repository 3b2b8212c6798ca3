package io.polymeter.link.modbus.push;

import io.polymeter.config.kind.ModbusSink;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;

/// Cuts register ranges into writes: as few as possible, at most 123 registers each (function code 16), and no
/// value is cut in two.
final class PushPlan {

    private static final int MAX_REGISTERS = 123;

    private PushPlan() {}

    /// What `send` selects, as writes. Blocks reach from the first value of a kind to the last, as far as nothing
    /// of another kind stands between: with a KSEM 0-27, 40-145, 512-551 and 592-791.
    static List<Range> writes(Profile profile, ModbusSink.Send send) {
        List<Range> blocks = new ArrayList<>();
        blocks.addAll(blocks(profile, Quantity.Kind.LIVE, send.power()));
        blocks.addAll(blocks(profile, Quantity.Kind.ENERGY, send.energy()));
        return writes(profile, blocks);
    }

    private static List<Range> blocks(Profile profile, Quantity.Kind kind, ModbusSink.Part part) {
        List<Range> blocks = new ArrayList<>();
        Range open = null;
        Span inside = null;
        for (Row row : profile.rows()) {
            Span span = profile.spanAt(row.range().address()).orElse(null);
            if (!selected(row, kind, part)) {
                open = null;
            } else if (open != null && span != null && span.equals(inside)) {
                open = new Range(open.address(), row.range().end() - open.address());
                blocks.set(blocks.size() - 1, open);
            } else {
                open = row.range();
                inside = span;
                blocks.add(open);
            }
        }
        return blocks;
    }

    private static boolean selected(Row row, Quantity.Kind kind, ModbusSink.Part part) {
        Point point = row.point();
        if (point == null || point.quantity().kind() != kind) {
            return false;
        }
        return switch (part) {
            case NONE -> false;
            case TOTAL -> point.phase() == Phase.TOTAL;
            case PHASES -> point.phase() != Phase.TOTAL;
        };
    }

    static List<Range> writes(Profile profile, List<Range> ranges) {
        List<Range> writes = new ArrayList<>();
        for (Range range : ranges) {
            int at = range.address();
            while (at < range.end()) {
                int end = Math.min(at + MAX_REGISTERS, range.end());
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
