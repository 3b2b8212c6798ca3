package io.polymeter.link.influx;

import io.polymeter.config.kind.InfluxSink;
import io.polymeter.link.Clock;
import io.polymeter.link.publish.NumberText;
import io.polymeter.link.publish.PublishedMeter;
import io.polymeter.link.publish.PublishedValue;
import io.polymeter.point.Point;
import io.polymeter.store.MeterState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Turns what meters measured since the last look into lines. For one thread.
///
/// `MEASUREMENT,meter=NAME,TAG=… active_power=-1200.5,voltage_L1=230.1 1763745600000`: values that were received at
/// the same moment stand in one line. A name has `_` where the point's has `-` or `.`. A value that was computed,
/// not measured, has another field beside it, `active_power_L1_derived=true`; a tag would make another series of it.
final class Sampler {

    private final Duration every;
    private final String begin;
    private final String end;
    private final List<PublishedMeter> meters;
    private final List<Map<Point, Long>> written = new ArrayList<>();

    /// One line.
    ///
    /// @param meter its place among the meters
    record Line(int meter, String text) {}

    Sampler(InfluxSink sink, List<PublishedMeter> meters) {
        this.every = sink.every();
        this.begin = escape(sink.measurement(), ", ");
        StringBuilder tags = new StringBuilder();
        new TreeMap<>(sink.tags())
                .forEach((name, value) ->
                        tags.append(',').append(escape(name, ",= ")).append('=').append(escape(value, ",= ")));
        this.end = tags.toString();
        this.meters = List.copyOf(meters);
        meters.forEach(_ -> written.add(new HashMap<>()));
    }

    /// How often to look.
    Duration every() {
        return every;
    }

    List<Line> lines(Clock clock) {
        List<Line> lines = new ArrayList<>();
        long now = clock.nanos();
        long wall = clock.wall().toEpochMilli();
        for (int i = 0; i < meters.size(); i++) {
            Map<Long, StringJoiner> byInstant = new TreeMap<>();
            MeterState state = meters.get(i).meter().state();
            for (PublishedValue value : meters.get(i).fresh(state, now)) {
                Long before = written.get(i).get(value.point());
                if (value.text() == null && value.measured() && (before == null || before != value.instant())) {
                    written.get(i).put(value.point(), value.instant());
                    byInstant
                            .computeIfAbsent(value.instant(), _ -> new StringJoiner(","))
                            .add(field(value));
                }
            }
            String series = begin + ",meter=" + escape(meters.get(i).meter().name(), ",= ") + end + " ";
            for (Map.Entry<Long, StringJoiner> each : byInstant.entrySet()) {
                long time = wall - (now - each.getKey()) / 1_000_000;
                lines.add(new Line(i, series + each.getValue() + " " + time));
            }
        }
        return lines;
    }

    private static String field(PublishedValue value) {
        String key = key(value.point());
        return key + "=" + NumberText.text(value.number()) + (value.derived() ? "," + key + "_derived=true" : "");
    }

    private static String key(Point point) {
        return point.name().replace('-', '_').replace('.', '_');
    }

    /// A backslash before each of these characters; what would end the line is a blank. A backslash at the end
    /// would escape what follows it.
    static String escape(String text, String special) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i) < ' ' ? ' ' : text.charAt(i);
            if (special.indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return text.endsWith("\\") ? out.append("\\ ").toString() : out.toString();
    }
}
