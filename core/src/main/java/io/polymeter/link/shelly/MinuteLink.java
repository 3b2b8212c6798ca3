package io.polymeter.link.shelly;

import io.polymeter.config.kind.PhaseRule;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.SteppedLink;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.message.Message;
import java.time.Duration;

/// Writes down each second what a meter measures, for a Shelly's records by the minute.
record MinuteLink(String name, ShownMeter meter, PhaseRule rule, MinuteRecorder recorder) implements SteppedLink {

    private static final Duration EVERY = Duration.ofSeconds(1);

    @Override
    public Message description() {
        return Message.of("link-keeps-minutes", "keeps the minutes of the last day");
    }

    @Override
    public LinkRun begin(Context context) {
        report(context, Health.State.UP, description());
        return new Run();
    }

    private final class Run implements LinkRun {

        @Override
        public Duration step() {
            recorder.take(meter, rule);
            return EVERY;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
