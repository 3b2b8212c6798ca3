package io.polymeter.app.api;

import io.polymeter.app.log.LogBook;
import io.polymeter.http.EventBroadcast;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.link.Clock;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;

/// The latest log lines, and those that come.
final class LogRoutes {

    private static final List<String> LEVELS = List.of("trace", "debug", "info", "warning", "error");
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final LogBook log;
    private final EventBroadcast broadcast;
    private final Clock clock;

    LogRoutes(ApiContext backstage, EventBroadcast broadcast) {
        this.log = backstage.log();
        this.broadcast = broadcast;
        this.clock = backstage.polymeter().clock();
    }

    void register(Routes routes) {
        routes.get("/api/log", this::lines);
        routes.get("/api/log/events", this::events);
    }

    private WebReply lines(WebRequest call) throws HttpError {
        int most = call.number("limit", 200, LogBook.LINES);
        List<LogBook.Line> lines = filtered(log.after(call.number("after", 0, 999_999_999)), level(call));
        return WebReply.json(new JsonObject()
                .put("lines", lines.subList(Math.max(0, lines.size() - most), lines.size()), LogRoutes::json));
    }

    private WebReply events(WebRequest call) throws HttpError {
        int level = level(call);
        String last = call.header("last-event-id").or(() -> call.query("after")).orElse("0");
        long from = WebRequest.number(last, "after", 999_999_999);
        return broadcast.stream(call, out -> write(out, level, from));
    }

    /// Writes what is new, twice a second. A client that reads slowly gets the lines that are still in the book.
    private void write(OutputStream out, int level, long from) throws IOException, InterruptedException {
        long seen = from;
        int quiet = 0;
        while (broadcast.isOpen()) {
            StringBuilder text = new StringBuilder();
            List<LogBook.Line> lines = log.after(seen);
            for (LogBook.Line line : filtered(lines, level)) {
                String json = new String(JsonText.bytes(json(line).build()), java.nio.charset.StandardCharsets.UTF_8);
                text.append("id: ")
                        .append(line.number())
                        .append("\nevent: line\ndata: ")
                        .append(json)
                        .append("\n\n");
            }
            seen = lines.isEmpty() ? seen : lines.getLast().number();
            quiet = text.isEmpty() ? quiet + 1 : 0;
            if (quiet >= 20) {
                text.append(": quiet\n\n");
                quiet = 0;
            }
            if (!text.isEmpty()) {
                out.write(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                out.flush();
            }
            clock.sleep(PAUSE);
        }
    }

    private static List<LogBook.Line> filtered(List<LogBook.Line> lines, int level) {
        return lines.stream()
                .filter(line -> LEVELS.indexOf(line.level()) >= level)
                .toList();
    }

    private static int level(WebRequest call) throws HttpError {
        String level = call.query("level").orElse("trace");
        int index = LEVELS.indexOf(level);
        if (index < 0) {
            throw new HttpError(400, Message.of("level-one", "level is one of {names}", String.join(", ", LEVELS)));
        }
        return index;
    }

    private static JsonObject json(LogBook.Line line) {
        return new JsonObject()
                .put("number", line.number())
                .put("time", line.time().toString())
                .put("level", line.level())
                .put("logger", line.logger())
                .put("message", line.message());
    }
}
