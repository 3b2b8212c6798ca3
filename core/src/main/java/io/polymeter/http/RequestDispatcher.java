package io.polymeter.http;

import io.polymeter.config.yaml.Redaction;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpHead;
import io.polymeter.http.listen.HttpRefusal;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes every request: checks it, and has it answered. Waiting for the answer is done here, on the virtual thread of
/// the connection; whatever computes is done by the [WorkerPool], so that the threads that carry the virtual
/// ones of the links stay free.
final class RequestDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);
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

    /// Answers a request.
    ///
    /// @throws IOException where the client has gone, or the server ends
    HttpAnswer answer(HttpHead head) throws IOException {
        counters.requests().increment();
        try {
            return sent(reply(head));
        } finally {
            workers.deadlines().clear();
        }
    }

    private WebReply reply(HttpHead head) throws IOException {
        try {
            return found(head);
        } catch (HttpError e) {
            counters.refused(e);
            return e.reply();
        } catch (RejectedExecutionException _) {
            return new HttpError(503, Message.of("too-many-requests-try", "too many requests; try again"))
                    .with("Retry-After", "1")
                    .reply();
        } catch (ExecutionException e) {
            LOG.error("{} {} failed", head.method(), rawPath(head), e.getCause());
            return new HttpError(500, Message.of("internal-error-see-log", "internal error; see the log")).reply();
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private WebReply found(HttpHead head) throws IOException, HttpError, ExecutionException, InterruptedException {
        String method = head.method();
        WebRequest bare = call(head);
        guard.admit(method, bare);
        List<String> segments = segments(head);
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
        byte[] body = asked.equals("GET") ? new byte[0] : body(head, open ? MAX_OPEN_BODY : MAX_BODY);
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
        Future<WebReply> future = workers.submit(call.from(), () -> route.answer(call));
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

    private static WebRequest call(HttpHead head) throws HttpError {
        int mark = head.target().indexOf('?');
        return new WebRequest(
                Map.of(),
                mark < 0 ? Map.of() : query(head.target().substring(mark + 1)),
                head.headers(),
                head.from().getAddress(),
                new byte[0]);
    }

    private static String rawPath(HttpHead head) {
        int mark = head.target().indexOf('?');
        return mark < 0 ? head.target() : head.target().substring(0, mark);
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

    private static List<String> segments(HttpHead head) throws HttpError {
        String path = rawPath(head);
        if (path.length() > 1000) {
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
    private static byte[] body(HttpHead head, int most) throws IOException, HttpError {
        byte[] body = head.body().read(most);
        if (body == null) {
            throw new HttpError(413, Message.of("body-larger-than-bytes", "the body is larger than {most} bytes", most))
                    .with("Connection", "close");
        }
        String type = head.headers().get("content-type");
        if (body.length > 0 && (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json *(;.*)?"))) {
            throw new HttpError(415, Message.of("body-must-application-json", "the body must be application/json"));
        }
        return body;
    }

    private HttpAnswer sent(WebReply reply) {
        // No pattern switch: each process would generate one before its first page.
        if (reply.body() instanceof WebReply.Body.Stream(WebReply.Writer writer)) {
            return new HttpAnswer.Stream(reply.status(), headers(reply), out -> stream(out, writer));
        }
        return whole(reply);
    }

    private HttpAnswer.Whole whole(WebReply reply) {
        byte[] bytes = reply.body() instanceof WebReply.Body.Whole(byte[] whole) ? whole : new byte[0];
        return new HttpAnswer.Whole(reply.status(), headers(reply), bytes);
    }

    private Map<String, String> headers(WebReply reply) {
        Map<String, String> headers = new LinkedHashMap<>(frame.headers());
        headers.put("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        if (!reply.type().isEmpty()) {
            headers.put("Content-Type", reply.type());
        }
        headers.putAll(reply.headers());
        return headers;
    }

    private void stream(OutputStream out, WebReply.Writer writer) throws IOException {
        try {
            writer.write(new TimedOutput(out, workers.deadlines()));
        } catch (HttpError e) {
            counters.refused(e);
            throw new HttpRefusal(whole(e.reply()));
        } catch (InterruptedException e) {
            throw new IOException("request timeout", e);
        }
    }
}
