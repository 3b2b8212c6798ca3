package io.polymeter.link.telegram;

import io.polymeter.config.kind.StreamSource;
import io.polymeter.link.Clock;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpSession;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A bridge that keeps the last telegram of a meter and gives it to whoever asks over HTTP. The same bytes again are
/// the same telegram, and no news: it ages.
final class FetchedLine implements UnpacedLine {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long MAX_BYTES = 65_536;

    private final URI uri;
    private final Duration every;
    private final Clock clock;
    private final HttpSession session;
    private byte[] last = new byte[0];
    private int given;
    private long due;

    FetchedLine(URI uri, StreamSource.Fetching terms, Clock clock) throws IOException {
        this.uri = uri;
        this.every = terms.every();
        this.clock = clock;
        HttpAccess access = new HttpAccess(uri, terms.username(), terms.password(), null, Path.of(""));
        this.session = new HttpSession(access, clock, PATIENCE);
        this.due = clock.nanos();
    }

    @Override
    public int read(byte[] target, long timeoutNanos) throws IOException {
        if (given == last.length) {
            long wait = due - clock.nanos();
            try {
                if (wait > 0) {
                    clock.sleep(Duration.ofNanos(Math.min(wait, timeoutNanos)));
                    return 0;
                }
                due = clock.nanos() + every.toNanos();
                byte[] body = fetch();
                if (Arrays.equals(body, last)) {
                    return 0;
                }
                last = body;
                given = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (InterruptedIOException) new InterruptedIOException("interrupted").initCause(e);
            }
        }
        int count = Math.min(target.length, last.length - given);
        System.arraycopy(last, given, target, 0, count);
        given += count;
        return count;
    }

    private byte[] fetch() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
        CompletableFuture<HttpResponse<byte[]>> asked = session.send(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            HttpResponse<byte[]> answer = asked.get(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.statusCode() != 200) {
                throw failure(HttpFailure.said(answer.statusCode()), null);
            }
            return answer.body();
        } catch (ExecutionException e) {
            throw failure(HttpFailure.said(e), e);
        } catch (TimeoutException e) {
            asked.cancel(true);
            throw failure(Message.of("not-in-time", "does not answer in time"), e);
        }
    }

    private IOException failure(Message why, @Nullable Exception cause) {
        Message whole = Message.of("about-3", "{name}: {why}", name(), why);
        return cause == null ? new CodedIoException(whole) : new CodedIoException(whole, cause);
    }

    /// Nobody is asked anything but for the telegram.
    @Override
    public void write(byte[] bytes, int length) throws IOException {
        throw failure(Message.of("nothing-can-be-sent", "nothing can be sent to the meter"), null);
    }

    @Override
    public String name() {
        return uri.toString();
    }

    @Override
    public void close() {
        session.close();
    }
}
