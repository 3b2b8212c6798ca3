package io.polymeter.app.history;

import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.link.News;
import io.polymeter.message.Message;
import io.polymeter.point.Point;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The history in the API: JSON, or CSV where `format=csv` or the `Accept` header asks for it.
public final class HistoryRoutes {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.history");

    /// A year of minutes; the seconds of two days are less.
    private static final long MAX_ROWS = 530_000;

    /// Answers that read the disk at the same time: it is needed for other things, too.
    private final Semaphore readers = new Semaphore(4);

    /// Pages ask again and again.
    private final News<String> unreadable = new News<>(3);

    private final HistoryService recording;

    /// @param recording what is asked
    public HistoryRoutes(HistoryService recording) {
        this.recording = recording;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get("/api/history", this::available);
        routes.get("/api/history/{meter}/energy", this::energy);
        routes.get("/api/history/{meter}/points/{point}", this::series);
    }

    private History history() throws HttpError {
        return recording
                .history()
                .orElseThrow(() -> new HttpError(
                        404,
                        Message.of(
                                "no-history-kept-configuration",
                                "no history is kept: the configuration has no 'history'")));
    }

    private WebReply available(WebRequest call) throws HttpError, IOException {
        History history = history();
        return WebReply.json(history.available().json(history.zone()));
    }

    private WebReply energy(WebRequest call) throws HttpError {
        History history = history();
        String meter = call.path("meter");
        Period period = named(byId(Period.values(), Period::id), call, "per", Period.DAY);
        Instant to = instant(call, "to", Instant.now(), history);
        Instant from = instant(call, "from", to.minus(Duration.ofDays(31)), history);
        if (period == Period.QUARTER_HOUR || period == Period.HOUR) {
            bounded(from, to, Resolution.QUARTER_HOUR);
        }
        return stream(call, history, export -> export.energy(meter, period, history.energy(meter, period, from, to)));
    }

    private WebReply series(WebRequest call) throws HttpError {
        History history = history();
        Point point = Point.parse(call.path("point"))
                .orElseThrow(() -> HttpError.notFound(
                        Message.of("there-no-point-3", "there is no point '{path}'", call.path("point"))));
        Instant to = instant(call, "to", Instant.now(), history);
        Instant from = instant(call, "from", to.minus(Duration.ofDays(1)), history);
        Resolution suited = Resolution.suited(Duration.between(from, to));
        Resolution resolution = named(byId(Resolution.values(), Resolution::id), call, "resolution", suited);
        bounded(from, to, resolution);
        History.Query query = new History.Query(new Series(call.path("meter"), point), from, to, resolution);
        return stream(call, history, export -> export.series(history, query));
    }

    static void bounded(Instant from, Instant to, Resolution resolution) throws HttpError {
        if (!from.isBefore(to)) {
            throw new HttpError(400, Message.of("from-not-before", "'from' is not before 'to'"));
        }
        if (Duration.between(from, to).toSeconds() / resolution.seconds() > MAX_ROWS) {
            throw new HttpError(
                    400,
                    Message.of(
                            "more-than-intervals-use",
                            "more than {rows} intervals; use a shorter period or a coarser resolution",
                            MAX_ROWS));
        }
    }

    static Instant instant(WebRequest call, String name, Instant preset, History history) throws HttpError {
        String text = call.query(name).orElse(null);
        if (text == null) {
            return preset;
        }
        try {
            return Instants.parse(text, history.zone());
        } catch (IllegalArgumentException e) {
            throw new HttpError(400, Message.of("about-3", "{name}: {why}", name, Message.of(e)));
        }
    }

    static <T> Map<String, T> byId(T[] all, Function<T, String> id) {
        Map<String, T> map = new LinkedHashMap<>();
        for (T each : all) {
            map.put(id.apply(each), each);
        }
        return map;
    }

    static <T> T named(Map<String, T> all, WebRequest call, String name, T preset) throws HttpError {
        String word = call.query(name).orElse(null);
        T known = word == null ? preset : all.get(word);
        if (known == null) {
            throw new HttpError(
                    400, Message.of("one", "{name} is one of {names}", name, String.join(", ", all.keySet())));
        }
        return known;
    }

    private interface Content {
        void write(Export export) throws IOException;
    }

    private WebReply stream(WebRequest call, History history, Content content) throws HttpError {
        Export.Form form = form(call);
        String type = form == Export.Form.CSV ? "text/csv; charset=utf-8; header=present" : "application/json";
        return WebReply.stream(type, out -> {
            if (!readers.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new HttpError(
                                503, Message.of("too-many-history-requests", "too many history requests; try again"))
                        .with("Retry-After", "10");
            }
            try {
                Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                try {
                    content.write(new Export(writer, form, history.zone()));
                } catch (NoSuchFileException _) {
                    // Taken away between two answers; the next commit makes it anew.
                    writer.write(form == Export.Form.CSV ? "" : "{\"derived\":[],\"values\":[]}\n");
                }
                writer.flush();
            } catch (UnreadableHistoryException e) {
                if (unreadable.isNews(String.valueOf(e.getMessage()))) {
                    LOG.warn("{}", e.getMessage());
                }
                throw new HttpError(
                        500, Message.of("history-unreadable", "the history cannot be read; the log says why"));
            } finally {
                readers.release();
            }
        });
    }

    private static Export.Form form(WebRequest call) throws HttpError {
        String format = call.query("format")
                .orElse(
                        call.headers()
                                        .getOrDefault("accept", "")
                                        .toLowerCase(Locale.ROOT)
                                        .startsWith("text/csv")
                                ? "csv"
                                : "json");
        return switch (format) {
            case "csv" -> Export.Form.CSV;
            case "json" -> Export.Form.JSON;
            default -> throw new HttpError(400, Message.of("format-csv-or-json", "format is csv or json"));
        };
    }
}
