package io.polymeter.link.platform;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkContext;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// Asks one server for several things, each at its own pace and without waiting for another: what is never
/// answered delays nothing else. While the server answers nothing at all, one question at a time is put to it.
public final class FetchLink implements Link {

    /// An answer that takes longer is none.
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String name;
    private final String server;
    private final HttpAccess access;
    private final SharedServers servers;
    private final List<Fetch> fetches;
    private final BooleanSupplier pushed;

    /// A server and the link that asks it.
    ///
    /// @param link its name
    /// @param shown the server for people, e.g. `http://192.168.1.30:8080`
    /// @param access who we are there
    /// @param servers what others ask of the same servers
    public record Server(String link, String shown, HttpAccess access, SharedServers servers) {

        /// A server of which nobody else asks the same.
        public Server(String link, String shown, HttpAccess access) {
            this(link, shown, access, new SharedServers(HttpSession::new));
        }
    }

    /// @param pushed whether news arrive by another way at present; while they do not, questions are asked
    ///     three times as often
    public FetchLink(Server server, List<Fetch> fetches, BooleanSupplier pushed) {
        this.name = server.link();
        this.server = server.shown();
        this.access = server.access();
        this.servers = server.servers();
        this.fetches = List.copyOf(fetches);
        this.pushed = pushed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return fetches.size() == 1
                ? Message.of(
                        "link-asks",
                        "asks {place} for {what}",
                        server,
                        fetches.getFirst().what())
                : Message.of("link-asks-values", "asks {place} for {count} values", server, fetches.size());
    }

    @Override
    public Set<String> events() {
        return Set.of(
                "requests", "shared-answers", "failures", "timeouts", "unusable-answers", "values", "missing-fields");
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock clock = context.clock();
        try (SharedServers.Entrance client = servers.join(access, clock)) {
            Clock.Signal news = clock.signal();
            LinkContext mine = new LinkContext(this, context);
            List<ScheduledFetch> questions = fetches.stream()
                    .map(fetch -> new ScheduledFetch(fetch, mine))
                    .toList();
            boolean told = false;
            while (true) {
                long now = clock.nanos();
                boolean before = told;
                told = pushed.getAsBoolean();
                if (told && !before) {
                    // What changed before the other way was open is told by nobody.
                    questions.forEach(question -> question.hurry(now));
                }
                questions.forEach(question -> question.settle(now));
                report(context, questions);
                ask(client, questions, now, news);
                long next = questions.stream()
                        .mapToLong(question -> question.next() - now)
                        .min()
                        .orElse(0);
                boolean silent = questions.stream().allMatch(ScheduledFetch::isSilent);
                boolean asking = questions.stream().anyMatch(ScheduledFetch::isOpen);
                long wait = silent && !asking ? soonest(questions, now) : next;
                news.await(Duration.ofNanos(Math.clamp(wait, 1_000_000L, 60_000_000_000L)));
            }
        }
    }

    private static long soonest(List<ScheduledFetch> questions, long now) {
        return questions.stream().mapToLong(each -> each.due() - now).min().orElse(0);
    }

    private void ask(SharedServers.Entrance client, List<ScheduledFetch> questions, long now, Clock.Signal news) {
        boolean silent = questions.stream().allMatch(ScheduledFetch::isSilent);
        for (ScheduledFetch question : questions) {
            if (silent && questions.stream().anyMatch(ScheduledFetch::isOpen)) {
                return;
            }
            if (!question.isOpen() && question.due() - now <= 0) {
                question.ask(client, now, pushed);
                var _ = question.answer().whenComplete((_, _) -> news.raise());
            }
        }
    }

    private void report(Context context, List<ScheduledFetch> questions) {
        List<ScheduledFetch> wrong = questions.stream()
                .filter(question -> question.complaint() != null)
                .toList();
        if (wrong.isEmpty()) {
            if (questions.stream().anyMatch(ScheduledFetch::isAnswered)) {
                report(context, Health.State.UP, description());
            }
            return;
        }
        ScheduledFetch first = wrong.getFirst();
        if (questions.stream().allMatch(ScheduledFetch::isSilent)) {
            report(context, Health.State.WAITING, Message.of("about-3", "{name}: {why}", server, first.complaint()));
        } else {
            Health.State state = wrong.size() == questions.size() ? Health.State.WAITING : Health.State.UP;
            Message what = Message.of(
                    "about-of", "{name}: {what}: {why}", server, first.fetch().what(), first.complaint());
            report(
                    context,
                    state,
                    wrong.size() == 1
                            ? what
                            : Message.of("and-others", "{what} (and {count} more)", what, wrong.size() - 1));
        }
    }
}
