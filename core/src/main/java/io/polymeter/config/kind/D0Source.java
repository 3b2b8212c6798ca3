package io.polymeter.config.kind;

import io.polymeter.config.LineFormat;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import org.jspecify.annotations.Nullable;

/// A meter that speaks IEC 62056-21 (D0) through its optical port.
///
/// @param mode null: as the meter identifies itself
@Key(doc = "An IEC 62056-21 (D0) meter, read through its optical port.")
public record D0Source(
        @Key(
                doc = "The optical head, or a TCP port that forwards its bytes unchanged.",
                example = "serial:///dev/serial/by-id/usb-optical-head")
        StreamEndpoint from,

        @Key(
                doc = "Baud rate, data bits, parity and stop bits of the serial port.",
                absent = "300-7E1; with mode `d` 2400-7E1 and 9600-7E1 in turn",
                example = "300-7E1")
        @Nullable
        LineFormat line,

        @Key(
                doc = "Protocol mode: `a`, `b` and `c` reply to a request (fixed rate, rate changed by the meter,"
                        + " rate changed on acknowledgement), `d` sends unsolicited.",
                absent = "a request, then the mode of its identification",
                example = "d")
        @Nullable
        Mode mode,

        @Key(
                doc = "Password of programming mode, to read single registers from a meter that sends no data readout"
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
