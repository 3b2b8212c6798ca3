package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Durations;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks what is done to steady a consumer.
final class AidChecks {

    /// Hardly a client waits longer for a reply.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration LONGEST_SMOOTHING = Duration.ofSeconds(5);

    private static final String ASKED = "modbus with 'serve', shelly, ecotracker, homewizard, ct002 and documents";

    private final Problems problems;
    private final String path;
    private final OutputSettings output;

    private AidChecks(String path, OutputSettings output, Problems problems) {
        this.problems = problems;
        this.path = path;
        this.output = output;
    }

    static void check(String path, OutputSettings output, Problems problems) {
        AidChecks checks = new AidChecks(path, output, problems);
        checks.waitForNew();
        checks.minSamplePeriod();
        checks.shift(output.bias(), "bias", 200);
        checks.shift(output.deadband(), "deadband", 30);
        checks.despike();
        checks.smooth();
    }

    private void waitForNew() {
        Duration wait = output.waitForNew();
        String at = path + ".wait-for-new";
        if (wait == null || !isAsked(at)) {
            return;
        }
        ValueChecks.positive(wait, at, problems);
        if (wait.compareTo(LONGEST_WAIT) > 0) {
            problems.error(
                    at, Message.of("more-than-2s-client", "is more than 2s: a client would take the reply for lost"));
        }
        if (served().stream().anyMatch(Endpoint::isSerial)) {
            problems.error(
                    at,
                    Message.of(
                            "reply-on-serial-line",
                            "a reply on a serial line cannot wait: the bus would stand still; use a tcp endpoint"));
        }
    }

    private void minSamplePeriod() {
        Duration period = output.minSamplePeriod();
        String at = path + ".min-sample-period";
        if (period == null || !isAsked(at)) {
            return;
        }
        ValueChecks.positive(period, at, problems);
        if (output.whenStale() == OutputSettings.WhenStale.HOLD) {
            problems.error(
                    at,
                    Message.of(
                            "cannot-combined-when-stale",
                            "cannot be combined with 'when-stale: hold': nobody could tell an old value from a slow one"));
        }
        if (output.role() == OutputRole.LIMIT && period.compareTo(Duration.ofSeconds(1)) > 0) {
            problems.error(
                    at,
                    Message.of(
                            "more-than-1s-role",
                            "is more than 1s, which 'role: limit' forbids: a limit would be kept late"));
        }
        Duration wait = output.waitForNew();
        if (wait == null) {
            problems.warning(
                    at,
                    Message.of(
                            "meanwhile-reader-gets-same",
                            "meanwhile a reader gets the same sample again, and one that integrates acts on it again: add 'wait-for-new', below half of the time that it waits for a reply"));
        } else if (wait.compareTo(period) < 0) {
            problems.warning(
                    at,
                    Message.of(
                            "request-waits-at-most",
                            "a request waits {wait} at most and is then answered with the sample it has had",
                            Durations.format(wait)));
        }
    }

    private void shift(@Nullable Watts watts, String key, double most) {
        String at = path + "." + key;
        if (watts == null || !showsAidedPower(at)) {
            return;
        }
        if (Math.abs(watts.value()) > most) {
            problems.error(at, Message.of("more-than-w", "is more than {round}W", Math.round(most)));
        }
        if (key.equals("deadband") && watts.value() < 0) {
            problems.error(at, Message.of("must-not-negative", "must not be negative"));
        }
        changes(at);
    }

    private void despike() {
        Watts least = output.despike();
        String at = path + ".despike";
        if (least == null || !showsAidedPower(at)) {
            return;
        }
        if (least.value() < 200) {
            problems.error(
                    at,
                    Message.of(
                            "less-than-200w-loads", "is less than 200W: loads of a house would be taken for outliers"));
        }
        changes(at);
    }

    private void smooth() {
        Duration time = output.smooth();
        String at = path + ".smooth";
        if (time == null || !showsAidedPower(at)) {
            return;
        }
        ValueChecks.positive(time, at, problems);
        if (time.compareTo(LONGEST_SMOOTHING) > 0) {
            problems.error(
                    at,
                    Message.of(
                            "more-than-5s-what",
                            "is more than 5s: what is shown would have little to do with what is measured now"));
        }
        changes(at);
    }

    private void changes(String at) {
        if (output.role() == OutputRole.LIMIT) {
            problems.error(
                    at,
                    Message.of(
                            "changes-values-role-limit",
                            "changes values, which 'role: limit' forbids: a limit would be kept wrongly"));
        } else {
            problems.warning(
                    at, Message.of("consumer-gets-another-power", "its consumer gets another power than was measured"));
        }
    }

    /// An output that sends by itself does so at its own interval; nobody waits for a reply.
    private boolean isAsked(String at) {
        SinkSettings sink = output.sink();
        if (sink == null || sink.isAsked()) {
            return true;
        }
        Object told = sink.showsAidedPower()
                ? Message.of("told-at-every", "; this output sends by itself, as often as its 'every' says")
                : "";
        problems.keyError(
                at,
                Message.of(
                        "only-applies-outputs-asked-2",
                        "only applies to outputs that are asked: {asked}{told}",
                        ASKED,
                        told));
        return false;
    }

    private boolean showsAidedPower(String at) {
        boolean shows = output.sink() == null || output.sink().showsAidedPower();
        if (!shows) {
            problems.keyError(
                    at,
                    Message.of(
                            "only-applies-outputs-meter",
                            "only applies to outputs that are a meter to a consumer: {asked}, speedwire",
                            ASKED));
        }
        return shows;
    }

    private List<Endpoint> served() {
        SinkSettings sink = output.sink();
        return sink == null ? List.of() : sink.served();
    }
}
