package io.polymeter.link.telegram;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.message.Message;
import java.time.Duration;

/// What a link has heard since its line was opened, and what it tells of that: once on each change.
public final class TelegramReception implements TelegramSink {

    /// A meter that is silent for so long is said to be silent.
    static final Duration QUIET = Duration.ofSeconds(15);

    /// After so long without a telegram the line is opened anew.
    static final Duration LOST = Duration.ofMinutes(2);

    /// So many refusals in a row are more than noise.
    private static final int STUBBORN = 3;

    private final TelegramLink link;
    private final Context context;
    private final TelegramIntake intake;
    private final RefusedFields refused;
    private long last;
    private long opened;
    private int refusedInARow;

    TelegramReception(TelegramLink link, Context context, TelegramIntake intake) {
        this.link = link;
        this.context = context;
        this.intake = intake;
        this.refused = new RefusedFields(link, context);
        this.last = context.clock().nanos();
        this.opened = last;
    }

    /// Time.
    public Clock clock() {
        return context.clock();
    }

    /// Counts an event of this link.
    public void count(String counter) {
        context.health().count(counter);
    }

    /// How long ago the last telegram came, or the link began; nanoseconds.
    public long silence() {
        return context.clock().nanos() - last;
    }

    @Override
    public void telegram(Telegram telegram) {
        last = context.clock().nanos();
        refusedInARow = 0;
        context.health().count("telegrams");
        refused.tell(telegram, intake.accept(telegram, context.clock().received()));
        Message hears = telegram.serial() == null
                ? link.description()
                : Message.of(
                        "hears-serial", "receives from meter {serial} at {place}", telegram.serial(), link.place());
        Message notice = telegram.notice();
        link.report(
                context,
                notice == null ? Health.State.UP : Health.State.WAITING,
                notice == null ? hears : Message.of("hears-but", "{what}; {notice}", hears, notice));
    }

    @Override
    public void refused(Message why) {
        context.health().count("refused-telegrams");
        refusedInARow++;
        if (refusedInARow >= STUBBORN) {
            link.report(
                    context,
                    Health.State.WAITING,
                    Message.of("telegrams-refused", "every telegram of {place} is refused: {why}", link.place(), why));
        }
    }

    /// The line was opened.
    void opened() {
        opened = context.clock().nanos();
    }

    /// True where the line is to be opened anew: nothing was understood for a long time.
    public boolean isLost() {
        long now = context.clock().nanos();
        return now - last >= LOST.toNanos() && now - opened >= LOST.toNanos();
    }

    /// Tells of silence, where it lasts.
    ///
    /// @param suspicion what is known of its cause; an empty message: nothing
    public void silent(Message suspicion) {
        if (silence() >= QUIET.toNanos() && refusedInARow < STUBBORN) {
            Message silent = Message.of(
                    "no-telegram", "no telegram from {place} for {seconds} s", link.place(), QUIET.toSeconds());
            link.report(
                    context,
                    Health.State.WAITING,
                    suspicion.isEmpty() ? silent : Message.of("no-telegram-for", "{what}: {why}", silent, suspicion));
        }
    }
}
