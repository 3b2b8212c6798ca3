package io.polymeter.app.history;

import io.polymeter.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What there is history of.
///
/// @param series all that were ever kept, some of them perhaps long ago
/// @param since the oldest interval of each resolution that is kept; null where there is none
public record Available(List<Series> series, Map<Resolution, @Nullable Instant> since) {

    /// The same for programs: the API and `polymeter history --json` say it alike.
    ///
    /// @param zone where days begin
    public JsonObject json(ZoneId zone) {
        JsonObject beginnings = new JsonObject();
        since.forEach((resolution, instant) -> {
            if (instant != null) {
                beginnings.put(resolution.id(), instant.toString());
            }
        });
        return new JsonObject()
                .put("timezone", zone.getId())
                .put("since", beginnings)
                .put(
                        "series",
                        series,
                        each -> new JsonObject()
                                .put("meter", each.meter())
                                .put("point", each.point().name())
                                .put("unit", each.point().unit().symbol()));
    }
}
