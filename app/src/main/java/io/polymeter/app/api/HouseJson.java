package io.polymeter.app.api;

import io.polymeter.app.home.HomeFlow;
import io.polymeter.app.home.HomeParts;
import io.polymeter.json.JsonObject;
import io.polymeter.point.Phase;
import io.polymeter.point.Quantity;
import io.polymeter.runtime.Snapshot;
import java.util.HashMap;
import java.util.Map;

/// Where power flows in the house, as the meters say now.
final class HouseJson {

    private HouseJson() {}

    static JsonObject of(ApiSnapshot picture) {
        Map<String, HomeFlow.Now> meters = new HashMap<>();
        picture.snapshot().meters().forEach(meter -> meters.put(meter.name(), now(picture, meter)));
        return new HomeFlow(HomeParts.of(picture.snapshot()), meters).json();
    }

    private static HomeFlow.Now now(ApiSnapshot picture, Snapshot.Meter meter) {
        String quality = MeterJson.quality(meter);
        double power = value(meter, Quantity.ACTIVE_POWER);
        String state = Verdict.asleep(picture, meter)
                ? "asleep"
                : quality.equals("fresh") && Double.isNaN(power) ? "absent" : quality;
        return new HomeFlow.Now(
                state, quality.equals("fresh") ? power : Double.NaN, value(meter, Quantity.STATE_OF_CHARGE));
    }

    /// A total that is fresh; NaN where there is none.
    private static double value(Snapshot.Meter meter, Quantity quantity) {
        return meter.readings().stream()
                .filter(reading -> reading.point().quantity() == quantity
                        && reading.point().phase() == Phase.TOTAL
                        && reading.quality() != Snapshot.Quality.STALE)
                .mapToDouble(Snapshot.Reading::value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
