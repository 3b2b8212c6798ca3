package io.polymeter.config.kind;

import io.polymeter.config.TlsSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.kind.SparkplugSink.Command;
import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Checks an edge node's settings.
final class SparkplugChecks {

    /// A topic has 65 535 bytes at most; three names and a meter's must fit.
    private static final int LONGEST_NAME = 256;

    private static final long SMALLEST_LOG = 1_000_000;

    private final SparkplugSink sink;
    private final String at;
    private final Problems problems;

    /// @param at path of the settings, e.g. `outputs.fleet.sparkplug`
    SparkplugChecks(SparkplugSink sink, String at, Problems problems) {
        this.sink = sink;
        this.at = at;
        this.problems = problems;
    }

    void check() {
        Urls.check(sink.broker(), at + ".broker", problems);
        name("group", sink.group());
        name("node", sink.node());
        name("primary-host", sink.primaryHost());
        ValueChecks.positive(sink.every(), at + ".every", problems);
        if (sink.replay().days() > 0 && sink.replay().size().bytes() < SMALLEST_LOG) {
            problems.error(
                    at + ".replay.size", Message.of("at-least-1mb-keeps", "at least 1MB; `days: 0` keeps nothing"));
        }
        if (problems.given(at + ".password") && !problems.given(at + ".username")) {
            problems.keyError(at + ".password", Message.of("requires-username", "requires 'username'"));
        }
        renew();
        commands();
    }

    /// Whoever renews replaces key and certificate in one step.
    private void renew() {
        TlsSettings tls = sink.tls();
        boolean whole = tls != null
                && tls.trust() != null
                && tls.certificate() != null
                && tls.certificate().equals(tls.key());
        if (sink.renew() != null && !whole) {
            problems.error(
                    at + ".renew",
                    Message.of(
                            "needs-trust-under-tls",
                            "needs 'trust' under 'tls', and one file as 'certificate' and as 'key'"));
        }
    }

    /// Topics are made of these names.
    private void name(String key, @Nullable String name) {
        if (name == null) {
            return;
        }
        boolean plain = name.chars().noneMatch(c -> c == '+' || c == '/' || c == '#' || Character.isISOControl(c));
        if (name.isBlank() || !plain || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            problems.error(
                    at + "." + key,
                    Message.of(
                            "name-1-bytes-long",
                            "a name is 1 to {name} bytes long and has neither '+' nor '/' nor '#' in it",
                            LONGEST_NAME));
        }
    }

    private void commands() {
        String path = at + ".commands";
        for (int i = 0; i < sink.commands().size(); i++) {
            if (sink.commands().indexOf(sink.commands().get(i)) < i) {
                problems.error(ValueChecks.element(problems, path, i), Message.of("listed-twice-3", "is listed twice"));
            }
        }
        if (sink.allows(Command.NONE) && sink.commands().size() > 1) {
            problems.error(path, Message.of("none-cannot-combined", "'none' cannot be combined"));
        }
        TlsSettings tls = sink.tls();
        boolean mutual =
                "mqtts".equals(sink.broker() == null ? "" : sink.broker().getScheme())
                        && tls != null
                        && tls.certificate() != null
                        && tls.key() != null;
        if (sink.allows(Command.CONFIGURATION) && !mutual) {
            problems.error(
                    path,
                    Message.of(
                            "configuration-needs-mqtts-broker",
                            "'configuration' needs an mqtts:// broker, and 'certificate' and 'key' under 'tls'"));
        }
    }
}
