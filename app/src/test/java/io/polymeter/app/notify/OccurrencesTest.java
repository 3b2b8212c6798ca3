package io.polymeter.app.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Once when it begins, once when it is over.
class OccurrencesTest {

    private static final Instant BEGIN = Instant.parse("2026-06-01T10:00:00Z");
    private static final Occurrence SILENT =
            new Occurrence("meter-stale", "grid", true, Message.verbatim("The values of grid are stale."));

    private final Occurrences occurrences = new Occurrences();
    private final List<Event> events = new ArrayList<>();
    private long seconds;

    private void pass(int time, Occurrence... present) {
        for (int i = 0; i < time; i++) {
            events.addAll(occurrences.look(
                    List.of(present), Duration.ofSeconds(seconds).toNanos(), BEGIN.plusSeconds(seconds)));
            seconds++;
        }
    }

    @Test
    void aProblemIsToldOnceHoweverLongItLastsAndOnceThatItIsOver() {
        pass(600, SILENT);
        assertThat(events).containsExactly(new Event("meter-stale", "grid", SILENT.sentence(), BEGIN, false));
        pass(600);
        assertThat(events)
                .hasSize(2)
                .last()
                .isEqualTo(new Event(
                        "meter-stale",
                        "grid",
                        Message.of("notify-over", "Over: {what}", SILENT.sentence()),
                        BEGIN,
                        true));
    }

    @Test
    void aSwingIsToldBesideWhatElseIsWrongWithItsOutputAndOnce() {
        Occurrence waits = new Occurrence("output-waits", "gen24", false, Message.verbatim("Nobody asks gen24."));
        Occurrence swings =
                Occurrence.loop("gen24", Message.verbatim("gen24: The battery swings by itself: ± 400 W every 7.0 s."));
        pass(300, waits, swings);
        assertThat(events).extracting(Event::event).containsExactlyInAnyOrder("output-waits", "loop-alarm");
        // Its figures change from window to window.
        pass(
                300,
                waits,
                Occurrence.loop(
                        "gen24", Message.verbatim("gen24: The battery swings by itself: ± 500 W every 7.1 s.")));
        assertThat(events).hasSize(2);
        pass(10, waits);
        assertThat(events)
                .hasSize(3)
                .last()
                .isEqualTo(new Event(
                        "loop-alarm",
                        "gen24",
                        Message.of("notify-over", "Over: {what}", swings.sentence()),
                        BEGIN,
                        true));
    }

    @Test
    void whatComesAndGoesAtOnceTellsNobody() {
        for (int i = 0; i < 50; i++) {
            pass(2, SILENT);
            pass(1);
        }
        assertThat(events).isEmpty();
    }

    @Test
    void whatIsGoneForAMomentIsNotOver() {
        pass(10, SILENT);
        for (int i = 0; i < 50; i++) {
            pass(2);
            pass(2, SILENT);
        }
        assertThat(events).hasSize(1);
    }

    @Test
    void otherWordsAreTheSameProblemAndAnotherMeterIsAnother() {
        pass(10, SILENT);
        pass(10, new Occurrence("link-down", "grid", true, Message.verbatim("grid.poll has failed.")));
        assertThat(events).hasSize(1);
        pass(10, SILENT, new Occurrence("meter-stale", "pv", true, Message.verbatim("The values of pv are stale.")));
        assertThat(events).hasSize(2).last().extracting(Event::subject).isEqualTo("pv");
    }

    @Test
    void whatBecomesWorseIsToldAgain() {
        Occurrence partly =
                new Occurrence("link-trouble", "grid", false, Message.verbatim("Something is wrong at grid.poll."));
        pass(10, partly);
        pass(10, partly, SILENT);
        assertThat(events).extracting(Event::event).containsExactly("link-trouble", "meter-stale");
    }
}
