package io.polymeter.config.kind;

import io.polymeter.config.LineFormat;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import org.jspecify.annotations.Nullable;

/// A meter that sends SML, the Smart Message Language of German meters, through its optical port.
@Key(doc = "A meter that sends SML on its optical port.")
public record SmlSource(
        @Key(
                doc = "The optical head, or a TCP port that forwards its bytes unchanged.",
                example = "serial:///dev/serial/by-id/usb-optical-head")
        StreamEndpoint from,

        @Key(
                doc = "Baud rate, data bits, parity and stop bits of the serial port.",
                absent = "9600-8N1",
                example = "9600-8N1")
        @Nullable
        LineFormat line)
        implements StreamSource {
    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        StreamChecks.line(this, path + ".sml", problems);
    }
}
