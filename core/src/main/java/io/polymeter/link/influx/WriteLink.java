package io.polymeter.link.influx;

import io.polymeter.link.Backlog;
import io.polymeter.link.Backoff;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpSession;
import io.polymeter.link.publish.PublishCounters;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes lines to one server, one request at a time. While the server does not take them they wait, as many as
/// [#MAX_LINES]; what it calls wrong is dropped, or it would block the rest for ever.
final class WriteLink implements Link {

    /// About ten minutes of ten meters at the usual pace, and at most a few megabytes.
    private static final int MAX_LINES = 10_000;

    /// Lines of one request.
    private static final int BATCH = 1_000;

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long MAX_ANSWER = 64 << 10;
    private static final int WORDS = 120;
    /// What InfluxDB 1 and 2 may not find.
    private static final List<String> NAMED = List.of("database", "bucket", "organization");

    private final String name;
    private final InfluxTarget target;
    private final Sampler sampler;
    private final List<PublishCounters> tallies;
    // Outlives a failure of the link.
    private final Backlog<Sampler.Line> backlog = new Backlog<>(MAX_LINES, _ -> 1);

    WriteLink(String name, InfluxTarget target, Sampler sampler, List<PublishCounters> tallies) {
        this.name = name;
        this.target = target;
        this.sampler = sampler;
        this.tallies = List.copyOf(tallies);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return Message.of("link-writes", "writes to {place}", target.shown());
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        try (HttpSession client = new HttpSession(target.access(), context.clock(), CONNECT)) {
            new Session(context, client).run();
        }
    }

    @Override
    public Set<String> events() {
        return Set.of("requests", "lines", "rejected-requests", "failed-requests", "dropped-lines");
    }

    @Override
    public Map<String, Long> gauges() {
        return Map.of("waiting", (long) backlog.waiting());
    }

    /// One life of the link.
    private final class Session {

        private final Context context;
        private final HttpSession client;
        private final Clock clock;
        private final Clock.Signal answered;
        private final Backoff backoff;
        private @Nullable CompletableFuture<HttpResponse<byte[]>> open;
        private List<Sampler.Line> sent = List.of();
        private long nextLook;
        private long nextTry;

        Session(Context context, HttpSession client) {
            this.context = context;
            this.client = client;
            this.clock = context.clock();
            this.answered = clock.signal();
            this.backoff = new Backoff(context.random());
            this.nextLook = clock.nanos();
            this.nextTry = nextLook;
        }

        void run() throws InterruptedException {
            try {
                while (true) {
                    long now = clock.nanos();
                    if (now - nextLook >= 0) {
                        nextLook = Math.max(nextLook + sampler.every().toNanos(), now);
                        dropped(backlog.addAll(sampler.lines(clock)));
                    }
                    settle();
                    send(now);
                    boolean _ = answered.await(Duration.ofNanos(Math.max(1_000_000, wake() - clock.nanos())));
                }
            } finally {
                backlog.back();
                sent = List.of();
            }
        }

        private long wake() {
            boolean idle = open != null || backlog.waiting() == 0;
            return idle || nextTry - nextLook > 0 ? nextLook : nextTry;
        }

        private void send(long now) {
            if (open != null || backlog.waiting() == 0 || now - nextTry < 0) {
                return;
            }
            sent = backlog.take(BATCH);
            String lines = sent.stream().map(Sampler.Line::text).collect(Collectors.joining("\n", "", "\n"));
            CompletableFuture<HttpResponse<byte[]>> answer = client.send(
                    target.request(lines),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
            open = answer;
            var _ = answer.whenComplete((_, _) -> answered.raise());
        }

        private void settle() {
            CompletableFuture<HttpResponse<byte[]>> answer = open;
            if (answer == null || !answer.isDone()) {
                return;
            }
            open = null;
            try {
                settle(answer.join());
            } catch (CompletionException | java.util.concurrent.CancellationException e) {
                again(HttpFailure.said(e));
            }
            sent = List.of();
        }

        private void settle(HttpResponse<byte[]> answer) {
            int status = answer.statusCode();
            if (status / 100 == 2) {
                backlog.done();
                long now = clock.nanos();
                sent.forEach(line -> tallies.get(line.meter()).told(1, now));
                context.health().count("requests");
                context.health().counter("lines").add(sent.size());
                backoff.reset();
                report(context, Health.State.UP, description());
            } else if (status == 400 || status == 413 || status == 422) {
                backlog.done();
                context.health().count("rejected-requests");
                dropped(sent);
                report(
                        context,
                        Health.State.WAITING,
                        Message.of("write-rejected", "{place}: write rejected: {why}", target.shown(), words(answer)));
            } else {
                again(status == 404 ? absent(answer) : HttpFailure.said(status));
            }
        }

        private void again(Message why) {
            context.health().count("failed-requests");
            backlog.back();
            nextTry = clock.nanos() + backoff.next().toNanos();
            report(context, Health.State.WAITING, Message.of("about-3", "{name}: {why}", target.shown(), why));
        }

        private void dropped(List<Sampler.Line> lines) {
            lines.forEach(line -> tallies.get(line.meter()).lost(1, clock.nanos()));
            if (!lines.isEmpty()) {
                context.health().counter("dropped-lines").add(lines.size());
            }
        }
    }

    /// A server that knows the way says so of the database; any other lacks the way itself.
    private Message absent(HttpResponse<byte[]> answer) {
        String said = words(answer);
        String plain = said.toLowerCase(Locale.ROOT);
        boolean named = NAMED.stream().anyMatch(plain::contains) && plain.contains("not found");
        return named
                ? Message.of("no-such-database", "there is no such database: {why}", said)
                : Message.of(
                        "no-influxdb",
                        "has no {path} (HTTP 404): is 'url' the address of an InfluxDB, and is it version 1 ('database')"
                                + " or 2 ('bucket')?",
                        target.uri().getPath());
    }

    /// What the server says is wrong, short and in one line.
    private static String words(HttpResponse<byte[]> answer) {
        String text = new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8)
                .replaceAll("\\s+", " ")
                .strip();
        return "HTTP " + answer.statusCode() + " " + text.substring(0, Math.min(WORDS, text.length()));
    }
}
