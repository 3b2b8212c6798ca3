package io.polymeter.app.history;

import io.polymeter.app.api.ApiContext;
import io.polymeter.app.home.HomeEnergy;
import io.polymeter.app.home.HomeParts;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a household wants to know: where power flows now, what today's energy was, and that of earlier periods.
public final class HomeRoutes {

    private final ApiContext backstage;
    private final HistoryService recording;

    /// @param recording what is asked for energy
    public HomeRoutes(ApiContext backstage, HistoryService recording) {
        this.backstage = backstage;
        this.recording = recording;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get("/api/home", _ -> home());
        routes.get("/api/home/energy", this::energy);
    }

    /// Without a history nothing is known of the day: that is null, and no error.
    private WebReply home() throws IOException {
        JsonObject home = new JsonObject().put("now", backstage.flow());
        History history = recording.history().orElse(null);
        return WebReply.json(home.put("today", history == null ? JsonValue.NullValue.NULL : today(history)));
    }

    private JsonValue today(History history) throws IOException {
        Instant now = Instant.now();
        Instant start = Period.DAY.start(now, history.zone());
        List<HomePeriod> days = periods(history, Period.DAY, start, now);
        return days.isEmpty() ? JsonValue.NullValue.NULL : days.getLast().json().build();
    }

    private WebReply energy(WebRequest call) throws HttpError, IOException {
        History history = recording
                .history()
                .orElseThrow(() -> new HttpError(
                        404,
                        Message.of(
                                "no-history-kept-configuration",
                                "no history is kept: the configuration has no 'history'")));
        Period period = HistoryRoutes.named(HistoryRoutes.byId(Period.values(), Period::id), call, "per", Period.DAY);
        Instant to = HistoryRoutes.instant(call, "to", Instant.now(), history);
        Instant from = HistoryRoutes.instant(call, "from", to.minus(Duration.ofDays(31)), history);
        HistoryRoutes.bounded(from, to, Resolution.QUARTER_HOUR);
        return WebReply.json(new JsonObject()
                .put("period", period.id())
                .put("unit", "Wh")
                .put("timezone", history.zone().getId())
                .put("values", periods(history, period, from, to), HomePeriod::json));
    }

    /// Energy of the house from one instant to another.
    private record HomePeriod(Instant start, Instant end, HomeEnergy energy) {

        private JsonObject json() {
            return energy.json(start, end);
        }
    }

    /// Those of which something is known.
    private List<HomePeriod> periods(History history, Period period, Instant from, Instant to) throws IOException {
        HomeParts parts = HomeParts.of(backstage.polymeter().snapshot());
        Map<Instant, Map<String, HomeEnergy.Counted>> counted = new TreeMap<>();
        for (String meter :
                parts.meters().values().stream().flatMap(List::stream).toList()) {
            for (Energy each : energies(history, meter, period, new Instant[] {from, to})) {
                counted.computeIfAbsent(each.start(), _ -> new HashMap<>())
                        .put(meter, new HomeEnergy.Counted(each.imported(), each.exported(), each.covered()));
            }
        }
        Instant now = Instant.now();
        return counted.entrySet().stream()
                .map(each -> {
                    Instant end = period.end(each.getKey(), history.zone());
                    double over = over(each.getKey(), end, now);
                    return new HomePeriod(each.getKey(), end, HomeEnergy.of(parts, each.getValue(), over));
                })
                .toList();
    }

    private static List<Energy> energies(History history, String meter, Period period, Instant[] between)
            throws IOException {
        try {
            return history.energy(meter, period, between[0], between[1]);
        } catch (NoSuchFileException _) {
            return List.of(); // before the first commit
        }
    }

    /// The part of a period that is over; the quarter-hour that runs counts as a whole, as in the history.
    private static double over(Instant start, Instant end, Instant now) {
        Instant until = Period.QUARTER_HOUR.end(
                Period.QUARTER_HOUR.start(now, java.time.ZoneOffset.UTC), java.time.ZoneOffset.UTC);
        Instant last = until.isBefore(end) ? until : end;
        double whole = Duration.between(start, end).toSeconds();
        return Math.max(Duration.between(start, last).toSeconds(), 900) / whole;
    }
}
