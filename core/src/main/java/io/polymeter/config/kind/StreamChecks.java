package io.polymeter.config.kind;

import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import org.jspecify.annotations.Nullable;

/// Checks what meters on a line of their own have in common.
final class StreamChecks {

    private StreamChecks() {}

    static void line(StreamSource source, String path, Problems problems) {
        boolean serial = source.from() instanceof StreamEndpoint.Serial;
        if (source.line() != null && problems.given(path + ".from") && !serial) {
            problems.keyError(
                    path + ".line",
                    Message.of(
                            "only-applies-serial-ports",
                            "only applies to serial ports; behind a TCP port the gateway sets the line"));
        }
        if (source.from() instanceof StreamEndpoint.Http && source.fetching() == null) {
            problems.error(
                    path + ".from",
                    Message.of("telegrams-fetched-over-http", "telegrams are fetched over http:// for 'sml' alone"));
        }
    }

    static void password(D0Source source, String path, Problems problems) {
        Secret password = source.password();
        if (password == null) {
            return;
        }
        if (source.mode() != null && source.mode() != D0Source.Mode.C) {
            problems.keyError(path + ".password", Message.of("only-applies-mode-c", "only applies to mode c"));
        }
        String text = password.reveal();
        boolean printable = text.chars().allMatch(c -> c > ' ' && c < 127 && "()/!*".indexOf(c) < 0);
        if (text.isEmpty() || text.length() > 32 || !printable) {
            problems.error(path + ".password", Message.of("must-1-32-letters", "must be 1 to 32 letters and digits"));
        }
    }

    static void key(@Nullable Secret key, String path, Problems problems) {
        if (key != null && !key.reveal().strip().matches("[0-9A-Fa-f]{32}")) {
            problems.error(path, Message.of("must-32-hexadecimal-digits", "must be 32 hexadecimal digits"));
        }
    }

    static void keys(@Nullable Secret key, @Nullable Secret authentication, String path, Problems problems) {
        if (key == null && authentication != null) {
            problems.keyError(path + ".authentication-key", Message.of("requires-key", "requires 'key'"));
        }
        key(key, path + ".key", problems);
        key(authentication, path + ".authentication-key", problems);
    }
}
