package io.polymeter.config.kind;

import io.polymeter.config.LineFormat;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import org.jspecify.annotations.Nullable;

/// A meter that pushes DLMS/COSEM messages through its customer port, in M-Bus or HDLC frames.
@Key(doc = "A meter that pushes DLMS/COSEM messages on its customer port, in M-Bus or HDLC frames.")
public record HanSource(
        @Key(
                doc = "The M-Bus adapter or optical head, or a TCP port that forwards its bytes unchanged.",
                example = "serial:///dev/serial/by-id/usb-m-bus-adapter")
        StreamEndpoint from,

        @Key(
                doc = "Baud rate, data bits, parity and stop bits of the serial port.",
                absent = "2400-8E1, 9600-8N1 and 115200-8N1 in turn",
                example = "2400-8E1")
        @Nullable
        LineFormat line,

        @Key(doc = "Encryption key, 32 hexadecimal digits.", example = "${METER_KEY}") @Nullable
        Secret key,

        @Key(
                doc = "Authentication key, 32 hexadecimal digits, if the operator provides one.",
                absent = "authentication tags are not verified",
                example = "${METER_AUTHENTICATION_KEY}")
        @Nullable
        Secret authenticationKey)
        implements StreamSource {
    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        StreamChecks.line(this, path + ".han", problems);
        StreamChecks.keys(key, authenticationKey, path + ".han", problems);
    }
}
