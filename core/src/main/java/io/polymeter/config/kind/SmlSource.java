package io.polymeter.config.kind;

import io.polymeter.config.LineFormat;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A meter that sends SML, the Smart Message Language of German meters, through its optical port.
@Key(doc = "A meter that sends SML on its optical port.")
public record SmlSource(
        @Key(
                doc = "The optical head, a TCP port that forwards its bytes unchanged, or an address that has the last"
                        + " telegram, such as http://192.168.1.60/data.json?node_id=1 of a Tibber Pulse's bridge.",
                example = "serial:///dev/serial/by-id/usb-optical-head")
        StreamEndpoint from,

        @Key(
                doc = "Baud rate, data bits, parity and stop bits of the serial port.",
                absent = "9600-8N1",
                example = "9600-8N1")
        @Nullable
        LineFormat line,

        @Key(doc = "User name at an http:// address.", example = "admin") @Nullable
        String username,

        @Key(doc = "Password at an http:// address.", example = "${PULSE_PASSWORD}") @Nullable
        Secret password,

        @Key(doc = "How often an http:// address is asked.", fallback = "2s")
        Duration every)
        implements StreamSource {
    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        StreamChecks.line(this, path + ".sml", problems);
        if (!(from instanceof StreamEndpoint.Http)) {
            for (String key : List.of("username", "password", "every")) {
                if (problems.given(path + ".sml." + key)) {
                    problems.keyError(
                            path + ".sml." + key,
                            Message.of("only-applies-http-address", "only applies to an http:// address"));
                }
            }
        } else if (every.compareTo(SHORTEST) < 0) {
            problems.error(path + ".sml.every", Message.of("must-at-least-500ms", "must be at least 500ms"));
        }
    }

    private static final Duration SHORTEST = Duration.ofMillis(500);

    @Override
    public Fetching fetching() {
        return new Fetching(username, password, every);
    }
}
