package io.polymeter.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.polymeter.config.yaml.Redaction;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes every request: checks it, has it answered, and sends the answer. Waiting for clients is done here, on a
/// virtual thread each; whatever computes is done by the [WorkerPool], so that the threads that carry the virtual
/// ones of the links stay free.
final class RequestDispatcher implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);
    private static final Duration READ = Duration.ofSeconds(10);
    private static final Duration WRITE = Duration.ofSeconds(30);
    /// Of a configuration of 1 MB, with every quote and line end escaped.
    private static final int MAX_BODY = 1 << 22;

    private static final int MAX_OPEN_BODY = 1 << 12;

    private final Routes routes;
    private final StaticFiles files;
    private final AccessGuard guard;
    private final WorkerPool workers;
    private final Frame frame;
    private final HttpCounters counters;

    /// What every answer says.
    public record Frame(Map<String, String> headers) {}

    public RequestDispatcher(Routes routes, StaticFiles files, AccessGuard guard, Equipment equipment) {
        this.routes = routes;
        this.files = files;
        this.guard = guard;
        this.workers = equipment.workers();
        this.frame = equipment.frame();
        this.counters = equipment.counters();
    }

    /// What the door has beside its rules.
    public record Equipment(WorkerPool workers, Frame frame, HttpCounters counters) {}

    @Override
    public void handle(HttpExchange exchange) {
        counters.requests().increment();
        try (exchange) {
            workers.deadlines().set(READ);
            WebReply reply = reply(exchange);
            send(exchange, reply);
        } catch (IOException e) {
            LOG.trace("{} has gone", exchange.getRemoteAddress(), e);
        } finally {
            workers.deadlines().clear();
        }
    }

    private WebReply reply(HttpExchange exchange) throws IOException {
        try {
            return answer(exchange);
        } catch (HttpError e) {
            counters.refused(e);
            return e.reply();
        } catch (RejectedExecutionException _) {
            return new HttpError(503, Message.of("too-many-requests-try", "too many requests; try again"))
                    .with("Retry-After", "1")
                    .reply();
        } catch (ExecutionException e) {
            LOG.error(
                    "{} {} failed",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    e.getCause());
            return new HttpError(500, Message.of("internal-error-see-log", "internal error; see the log")).reply();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private WebReply answer(HttpExchange exchange)
            throws IOException, HttpError, ExecutionException, InterruptedException {
        String method = exchange.getRequestMethod();
        WebRequest bare = call(exchange, new byte[0]);
        guard.admit(method, bare);
        List<String> segments = segments(exchange);
        if (method.equals("OPTIONS")) {
            return WebReply.nothing().with("Allow", allowed(segments));
        }
        String asked = method.equals("HEAD") ? "GET" : method;
        Routes.Match match = routes.find(asked, segments);
        if (match == null) {
            return other(asked, segments, bare);
        }
        if (match.entry().access() == Routes.Access.GUARDED) {
            guard.authorize(bare);
        }
        boolean open = match.entry().access() == Routes.Access.OPEN;
        byte[] body = asked.equals("GET") ? new byte[0] : body(exchange, open ? MAX_OPEN_BODY : MAX_BODY);
        WebRequest call = new WebRequest(match.parameters(), bare.query(), bare.headers(), bare.from(), body);
        WebReply reply = work(match.entry().route(), call);
        return open ? shown(reply) : reply;
    }

    /// What anybody may read, without secrets that came into it in whatever way.
    private static WebReply shown(WebReply reply) {
        if (!(reply.body() instanceof WebReply.Body.Whole(byte[] bytes))) {
            return reply;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        String clean = Redaction.clean(text);
        return clean.equals(text)
                ? reply
                : new WebReply(
                        reply.status(),
                        reply.type(),
                        reply.headers(),
                        new WebReply.Body.Whole(clean.getBytes(StandardCharsets.UTF_8)));
    }

    private WebReply other(String method, List<String> segments, WebRequest call)
            throws HttpError, ExecutionException, InterruptedException {
        if (!routes.methods(segments).isEmpty()) {
            throw new HttpError(405, Message.of("takes", "this takes {allowed}", allowed(segments)))
                    .with("Allow", allowed(segments));
        }
        if (segments.size() > 1 && segments.get(1).equals("api")) {
            throw HttpError.notFound(
                    Message.of("there-no-such-thing", "there is no such thing; /api/openapi.json says what there is"));
        }
        if (!method.equals("GET")) {
            throw new HttpError(405, Message.of("read-only", "read-only")).with("Allow", "GET, HEAD");
        }
        return work(any -> files.answer(segments, any), call);
    }

    private WebReply work(Route route, WebRequest call) throws HttpError, ExecutionException, InterruptedException {
        workers.deadlines().set(WRITE);
        Future<WebReply> future = workers.submit(() -> route.answer(call));
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HttpError refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private String allowed(List<String> segments) {
        List<String> methods = new ArrayList<>(routes.methods(segments));
        if (methods.isEmpty() || methods.contains("GET")) {
            methods.remove("GET");
            methods.addAll(0, List.of("GET", "HEAD"));
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    private static WebRequest call(HttpExchange exchange, byte[] body) throws HttpError {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!values.isEmpty()) {
                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst());
            }
        });
        String query = exchange.getRequestURI().getRawQuery();
        return new WebRequest(
                Map.of(),
                query == null ? Map.of() : query(query),
                Map.copyOf(headers),
                exchange.getRemoteAddress().getAddress(),
                body);
    }

    private static Map<String, String> query(String raw) throws HttpError {
        Map<String, String> query = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.putIfAbsent(decoded(pair.substring(0, equals), true), decoded(pair.substring(equals + 1), true));
            }
        }
        return Map.copyOf(query);
    }

    private static List<String> segments(HttpExchange exchange) throws HttpError {
        String path = exchange.getRequestURI().getRawPath();
        if (path == null || !path.startsWith("/") || path.length() > 1000) {
            throw new HttpError(400, Message.of("invalid-path", "invalid path"));
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            segments.add(decoded(segment, false));
        }
        return List.copyOf(segments);
    }

    private static String decoded(String text, boolean query) throws HttpError {
        try {
            // In a path a plus is a plus.
            return URLDecoder.decode(query ? text : text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new HttpError(400, Message.of("invalid-url-encoding", "invalid URL encoding"));
        }
    }

    /// Only JSON is taken: a form of a foreign page cannot send that without being asked for permission first.
    private static byte[] body(HttpExchange exchange, int most) throws IOException, HttpError {
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        if (length != null && length.length() > 9) {
            throw new HttpError(413, Message.of("body-too-large", "the body is too large"));
        }
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(most + 1);
            if (body.length > most) {
                throw new HttpError(
                                413, Message.of("body-larger-than-bytes", "the body is larger than {most} bytes", most))
                        .with("Connection", "close");
            }
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (body.length > 0
                    && (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json *(;.*)?"))) {
                throw new HttpError(415, Message.of("body-must-application-json", "the body must be application/json"));
            }
            return body;
        }
    }

    private void send(HttpExchange exchange, WebReply reply) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        frame.headers().forEach(headers::set);
        if (!reply.type().isEmpty()) {
            headers.set("Content-Type", reply.type());
        }
        reply.headers().forEach(headers::set);
        boolean bare = exchange.getRequestMethod().equals("HEAD") || reply.status() == 204 || reply.status() == 304;
        // No pattern switch: each process would generate one before its first page.
        if (reply.body() instanceof WebReply.Body.Stream(WebReply.Writer writer)) {
            exchange.sendResponseHeaders(reply.status(), bare ? -1 : 0);
            if (!bare) {
                stream(exchange, writer);
            }
        } else if (reply.body() instanceof WebReply.Body.Whole(byte[] bytes)) {
            workers.deadlines().set(WRITE);
            if (bare) {
                if (exchange.getRequestMethod().equals("HEAD")) {
                    headers.set("Content-Length", String.valueOf(bytes.length));
                }
                exchange.sendResponseHeaders(reply.status(), -1);
            } else {
                exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
                if (bytes.length > 0) {
                    exchange.getResponseBody().write(bytes);
                }
            }
        }
    }

    private void stream(HttpExchange exchange, WebReply.Writer writer) throws IOException {
        workers.deadlines().clear();
        try (OutputStream out = new TimedOutput(exchange.getResponseBody(), workers.deadlines())) {
            writer.write(out);
        } catch (InterruptedException e) {
            throw new IOException("request timeout", e);
        }
    }
}
