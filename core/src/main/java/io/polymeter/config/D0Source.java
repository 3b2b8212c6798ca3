package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import org.jspecify.annotations.Nullable;

/// A meter that speaks IEC 62056-21 (D0) through its optical port.
///
/// @param mode null: as the meter identifies itself
@Key(doc = "A meter that speaks IEC 62056-21 (D0) through its optical port.")
public record D0Source(
        @Key(
                doc = "The optical head, or a TCP port that passes its bytes on as they are.",
                example = "serial:///dev/serial/by-id/usb-optical-head")
        StreamEndpoint from,

        @Key(
                doc = "Baud rate, data bits, parity and stop bits of a serial line.",
                absent = "300-7E1; with mode `d` 2400-7E1 and 9600-7E1 in turn",
                example = "300-7E1")
        @Nullable
        LineFormat line,

        @Key(
                doc =
                        "How the meter speaks: `a`, `b` and `c` are asked (at one rate, changing the rate by itself, changing"
                                + " it on our word), `d` sends without being asked.",
                absent = "asked, and then as its identification says",
                example = "d")
        @Nullable
        Mode mode,

        @Key(
                doc = "Reads single registers with this password (programming mode), where the meter gives no list"
                        + " without one.",
                example = "\"00000000\"")
        @Nullable
        Secret password)
        implements StreamSource {

    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        StreamChecks.line(this, path + ".d0", problems);
        StreamChecks.password(this, path + ".d0", problems);
    }

    /// The protocol modes of IEC 62056-21, section 6.
    public enum Mode {
        A,
        B,
        C,
        D
    }
}
