package io.polymeter.app.api;

import io.polymeter.config.OutputSettings;
import io.polymeter.config.SinkSettings;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputStatistics;
import io.polymeter.link.ServedRegisters;
import io.polymeter.runtime.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// An output in words and figures.
final class OutputJson {

    private OutputJson() {}

    static JsonObject of(ApiSnapshot picture, String name, OutputSettings settings) {
        SinkSettings sink = Objects.requireNonNull(settings.sink());
        Snapshot.Output output = picture.output(name).orElse(null);
        List<Snapshot.Link> links = picture.linksOf(name, settings);
        JsonObject object = new JsonObject()
                .put("name", name)
                .put("kind", sink.kind())
                .put("meters", picture.plan().settings().metersOf(settings))
                .put("profile", output == null ? settings.profile() : output.profile())
                .put("mirror", output != null && mirror(output))
                .put("endpoints", sink.places())
                .put("unit", unit(sink))
                .put("state", state(picture, settings, links))
                .put("stale_ms", staleFor(picture, settings))
                .put("link", MeterJson.worst(links));
        return object.put(
                "reads",
                output == null
                        ? JsonValue.NullValue.NULL
                        : reads(output.statistics()).build());
    }

    static JsonObject whole(ApiSnapshot picture, String name, OutputSettings settings) {
        JsonObject object = of(picture, name, settings).put("links", picture.linksOf(name, settings), MeterJson::link);
        Snapshot.Output output = picture.output(name).orElse(null);
        if (output != null) {
            OutputStatistics statistics = output.statistics();
            object.put("registers", output.face() != null)
                    .put(
                            "readers",
                            statistics.readers(),
                            reader -> reader(reader, Objects.requireNonNull(settings.sink())))
                    .put("refused", statistics.refused())
                    .put("silent", statistics.silent())
                    .put("turnaround", turnaround(statistics));
        }
        return object;
    }

    private static boolean mirror(Snapshot.Output output) {
        ServedRegisters face = output.face();
        return face != null && face.mirror();
    }

    private static JsonValue unit(SinkSettings sink) {
        Integer unit = sink.unitId();
        return unit == null ? JsonValue.NullValue.NULL : new JsonValue.NumberValue(String.valueOf(unit));
    }

    /// `down` and `waiting` as its links are; else what its consumers get: `fresh`, `stale` or `absent` values.
    static String state(ApiSnapshot picture, OutputSettings settings, List<Snapshot.Link> links) {
        String link = ApiSnapshot.worst(links)
                .map(worst -> switch (worst.state()) {
                    case DOWN -> "down";
                    case WAITING -> "waiting";
                    case STARTING -> "starting";
                    case UP, STOPPED -> "";
                })
                .orElse("");
        if (!link.isEmpty()) {
            return link;
        }
        return meters(picture, settings).stream()
                .map(MeterJson::quality)
                .max(Comparator.comparingInt(List.of("fresh", "stale", "absent")::indexOf))
                .orElse("absent");
    }

    private static List<Snapshot.Meter> meters(ApiSnapshot picture, OutputSettings settings) {
        List<String> names = picture.plan().settings().metersOf(settings);
        return picture.snapshot().meters().stream()
                .filter(meter -> names.contains(meter.name()))
                .toList();
    }

    /// For how long its oldest live value has been too old; 0 where all are fresh, null before the first.
    private static JsonValue staleFor(ApiSnapshot picture, OutputSettings settings) {
        List<Snapshot.Reading> live = meters(picture, settings).stream()
                .flatMap(meter -> meter.readings().stream())
                .filter(reading -> reading.group().equals("live"))
                .toList();
        if (live.isEmpty()) {
            return JsonValue.NullValue.NULL;
        }
        long over = live.stream()
                .filter(reading -> reading.quality() == Snapshot.Quality.STALE)
                .mapToLong(OutputJson::over)
                .max()
                .orElse(0);
        return new JsonValue.NumberValue(String.valueOf(over));
    }

    private static long over(Snapshot.Reading reading) {
        Duration limit = reading.limit();
        return limit == null ? 0 : reading.age().minus(limit).toMillis();
    }

    private static JsonObject reads(OutputStatistics statistics) {
        OutputStatistics.Reader last = statistics.readers().stream()
                .min(Comparator.comparingLong(OutputStatistics.Reader::lastAgeNanos))
                .orElse(null);
        Long refusal = statistics.refusedAgeNanos();
        return new JsonObject()
                .put("count", statistics.requests())
                .put("per_second", statistics.perSecond())
                .put("served", statistics.served())
                .put("refused", statistics.refusals())
                .put("refused_ms", refusal == null ? JsonValue.NullValue.NULL : JsonObject.number(refusal / 1_000_000))
                .put("refused_lately", statistics.recent().refused())
                .put(
                        "refusal",
                        statistics.refusal().isEmpty()
                                ? null
                                : statistics.refusal().text())
                .put("refusal_message", statistics.refusal().coded())
                .put("last_reader", statistics.lastClient().isEmpty() ? null : statistics.lastClient())
                .put(
                        "last_ms",
                        last == null ? JsonValue.NullValue.NULL : JsonObject.number(last.lastAgeNanos() / 1_000_000));
    }

    private static JsonObject reader(OutputStatistics.Reader reader, SinkSettings sink) {
        return new JsonObject()
                .put("address", reader.name())
                .put("unit", unit(sink))
                .put("count", reader.requests())
                .put("per_second", reader.perSecond())
                .put("last_ms", reader.lastAgeNanos() / 1_000_000);
    }

    /// Buckets from the first to the last that counted something.
    private static JsonObject turnaround(OutputStatistics statistics) {
        List<Long> counts = statistics.turnaround();
        int first = 0;
        int end = counts.size();
        while (first < end && counts.get(first) == 0) {
            first++;
        }
        while (end > first && counts.get(end - 1) == 0) {
            end--;
        }
        List<JsonValue> buckets = new ArrayList<>();
        for (int i = first; i < end; i++) {
            buckets.add(new JsonObject()
                    .put("below_us", (double) (1L << i) / 1000)
                    .put("count", counts.get(i))
                    .build());
        }
        return new JsonObject()
                .put("last_us", statistics.lastNanos() / 1000.0)
                .put("mean_us", statistics.meanNanos() / 1000.0)
                .put("most_us", statistics.mostNanos() / 1000.0)
                .put("buckets", new JsonValue.ArrayValue(buckets));
    }
}
