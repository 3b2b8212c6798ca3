package io.polymeter.lab.world;

import io.polymeter.link.Clock;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.HttpExchange;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongToDoubleFunction;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// A web server with a meter's values as one JSON document, as sloppy as those in the field.
final class SloppyServer implements HttpExchange.Opener {

    /// In which way it deviates.
    enum Habit implements Deviation {
        RIGHT(null),
        LACKS_A_FIELD("active-power.L2"),
        NULL(null),
        NOT_A_NUMBER(null),
        NO_NUMBER("active-power"),
        OTHER_NOTATION(null),
        INVALID(null),
        BROKEN_OFF("not JSON"),
        NOTHING("active-power"),
        FAILS("HTTP status 500"),
        TOKEN_REFUSED("HTTP 401"),
        GONE("HTTP 404"),
        SLOW("does not answer in time"),
        REFUSES("refuses the connection"),
        ENDS("ended the connection"),
        NO_TLS("speaks no TLS that we know"),
        A_SPIKE(null);

        private final @Nullable String words;

        Habit(@Nullable String words) {
            this.words = words;
        }

        @Override
        public @Nullable String words() {
            return words;
        }
    }

    private final Network network;
    private final SplittableRandom random;
    private final LongToDoubleFunction energy;
    private Habit habit = Habit.RIGHT;
    private boolean spiked;
    private boolean aside;

    /// @param energy its counter at the beginning of a second, Wh
    SloppyServer(Network network, LongToDoubleFunction energy, SplittableRandom random) {
        this.network = network;
        this.energy = energy;
        this.random = random;
    }

    /// Behaves so from now on.
    void turn(Habit next) {
        habit = next;
        aside = random.nextBoolean();
    }

    private String document() {
        long second = network.now() / Conditions.SECOND;
        int watts = SloppyMeter.watts(second);
        double counted = energy.applyAsDouble(second);
        String power = String.valueOf(watts);
        switch (habit) {
            case NULL -> power = "null";
            case NOT_A_NUMBER -> power = aside ? "NaN" : "-Infinity";
            case NO_NUMBER -> power = aside ? "\"n/a\"" : "{}";
            case OTHER_NOTATION ->
                power = String.format(Locale.ROOT, random.nextBoolean() ? "\"%d,0 W\"" : "\"%d.0\u00a0watt\"", watts);
            case NOTHING -> {
                return "{}";
            }
            case A_SPIKE -> {
                spiked = !spiked && random.nextInt(8) == 0;
                counted = spiked ? 4_294_967_290.0 : counted;
            }
            default -> {}
        }
        String phases = "\"l1\": %d, \"l2\": 7, \"l3\": 0".formatted(watts - 7);
        if (habit == Habit.LACKS_A_FIELD) {
            phases = phases.replace("l2", "other");
        }
        String text = String.format(
                Locale.ROOT,
                "{ \"valid\": %s, \"power\": %s, %s, \"energy\": \"%.3f kWh\" }",
                habit != Habit.INVALID,
                power,
                phases,
                counted / 1000);
        return habit == Habit.BROKEN_OFF ? text.substring(0, text.length() / 2) : text;
    }

    @Override
    public HttpExchange open(HttpAccess access, Clock clock, Duration connectTimeout) {
        return new Exchange();
    }

    private final class Exchange implements HttpExchange {

        @Override
        @SuppressWarnings("unchecked") // Whoever asks takes bytes.
        public <T> CompletableFuture<HttpResponse<T>> send(HttpRequest request, HttpResponse.BodyHandler<T> body) {
            CompletableFuture<HttpResponse<T>> answer = new CompletableFuture<>();
            long way = (5 + random.nextInt(40)) * Conditions.MS;
            switch (habit) {
                case SLOW -> later(way + 7 * Conditions.SECOND, () -> answer.complete((HttpResponse<T>) reply(200)));
                case REFUSES -> fail(answer, new ConnectException("refused"));
                case ENDS -> fail(answer, new IOException("HTTP/1.1 header parser received no bytes"));
                case NO_TLS -> fail(answer, new SSLHandshakeException("no common cipher"));
                default -> {
                    HttpResponse<byte[]> reply = reply(
                            switch (habit) {
                                case FAILS -> 500;
                                case TOKEN_REFUSED -> 401;
                                case GONE -> 404;
                                default -> 200;
                            });
                    later(way, () -> answer.complete((HttpResponse<T>) reply));
                }
            }
            return answer;
        }

        private void fail(CompletableFuture<?> answer, Exception failure) {
            later(3 * Conditions.MS, () -> answer.completeExceptionally(failure));
        }

        private void later(long nanos, Runnable action) {
            network.timeline().in(nanos, () -> network.timeline().tell(action));
        }

        @Override
        public void close() {
            // Nothing is open between two requests.
        }
    }

    private Reply reply(int status) {
        return new Reply(status, document().getBytes(StandardCharsets.UTF_8));
    }

    /// An answer without headers.
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Reply(int statusCode, byte[] body) implements HttpResponse<byte[]> {

        @Override
        public HttpRequest request() {
            return HttpRequest.newBuilder(uri()).build();
        }

        @Override
        public Optional<HttpResponse<byte[]>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.<String, List<String>>of(), (_, _) -> true);
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return URI.create("http://meter/");
        }

        @Override
        public HttpClient.Version version() {
            return HttpClient.Version.HTTP_1_1;
        }
    }
}
