package io.polymeter.link.platform;

import io.polymeter.link.Backoff;
import io.polymeter.link.LinkContext;
import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One [Fetch], how its last answer was, and when it is due again. For the thread of its link alone.
final class ScheduledFetch {

    /// A platform that restarts is back within a minute or two: nobody waits longer than this for its first
    /// value.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Fetch fetch;
    private final LinkContext context;
    private final Backoff backoff;
    private @Nullable CompletableFuture<HttpResponse<byte[]>> answer;
    private BooleanSupplier pushed = () -> false;
    private long asked;
    private long due;
    private boolean silent;
    private boolean answered;
    private @Nullable Message complaint;

    ScheduledFetch(Fetch fetch, LinkContext context) {
        this.fetch = fetch;
        this.context = context;
        this.backoff = new Backoff(context.random());
        this.due = context.clock().nanos();
        this.asked = due - fetch.every().toNanos();
    }

    Fetch fetch() {
        return fetch;
    }

    /// When it is to be asked.
    long due() {
        return due;
    }

    /// When something is to be done: to ask, or to give up waiting.
    long next() {
        return answer == null ? due : asked + FetchLink.TIMEOUT.toNanos();
    }

    /// Is to be asked now, unless it was not answered last time.
    void hurry(long now) {
        if (complaint == null) {
            due = now;
        }
    }

    boolean isOpen() {
        return answer != null;
    }

    /// The server did not answer last time.
    boolean isSilent() {
        return silent;
    }

    boolean isAnswered() {
        return answered;
    }

    /// What was wrong last time; null: nothing.
    @Nullable
    Message complaint() {
        return complaint;
    }

    CompletableFuture<HttpResponse<byte[]>> answer() {
        return Objects.requireNonNull(answer);
    }

    void ask(SharedServers.Entrance server, long now, BooleanSupplier otherWay) {
        SharedServers.Asked put = server.ask(fetch, asked, now);
        context.health().count(put.sent() ? "requests" : "shared-answers");
        answer = put.answer();
        asked = put.asked();
        pushed = otherWay;
    }

    /// Takes the answer, or gives up waiting for it.
    void settle(long now) {
        CompletableFuture<HttpResponse<byte[]>> open = answer;
        if (open == null) {
            return;
        }
        if (!open.isDone() && now - asked < FetchLink.TIMEOUT.toNanos()) {
            return;
        }
        answer = null;
        if (!open.isDone()) {
            open.cancel(true);
            context.health().count("timeouts");
            fail(Message.of("not-in-time", "does not answer in time"), now);
            return;
        }
        switch (open.state()) {
            case SUCCESS -> take(HttpReply.of(open.resultNow(), asked), now);
            case FAILED -> {
                context.health().count("failures");
                fail(HttpFailure.said(open.exceptionNow()), now);
            }
            case CANCELLED, RUNNING -> fail(Message.of("given-up", "was cancelled"), now);
        }
    }

    private void take(HttpReply taken, long now) {
        silent = false;
        answered = true;
        Message wrong = received(taken);
        if (wrong == null) {
            complaint = null;
            backoff.reset();
            long pause = fetch.every().toNanos() / (pushed.getAsBoolean() ? 1 : 3);
            due = asked + Math.max(pause, 200_000_000L);
        } else {
            context.health().count("unusable-answers");
            complaint = wrong;
            pause(now);
        }
    }

    /// What is wrong with an answer; null: nothing.
    private @Nullable Message received(HttpReply taken) {
        String what = fetch.what().text();
        try {
            Message wrong = fetch.receiver().receive(taken, context);
            if (taken.status() == 200) {
                context.settled(what);
            }
            return wrong;
        } catch (UnusableAnswerException e) {
            context.trouble(Trouble.warning(what, e.said(), ForeignDocument.excerpt(taken.body())));
            return e.said();
        }
    }

    private void fail(Message why, long now) {
        silent = true;
        complaint = why;
        pause(now);
    }

    private void pause(long now) {
        Duration pause = backoff.next();
        due = now + Math.min(pause.toNanos(), LONGEST_PAUSE.toNanos());
    }
}
