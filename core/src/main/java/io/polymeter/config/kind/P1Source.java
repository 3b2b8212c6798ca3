package io.polymeter.config.kind;

import io.polymeter.config.LineFormat;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import org.jspecify.annotations.Nullable;

/// A meter with a P1 port: DSMR, ESMR, eMUCS and what grew out of them.
@Key(doc = "A meter with a P1 port (DSMR, ESMR, eMUCS, Luxembourg, Austria, Sweden).")
public record P1Source(
        @Key(
                doc = "The P1 cable, or a TCP port that forwards its bytes unchanged.",
                example = "serial:///dev/serial/by-id/usb-p1-cable")
        StreamEndpoint from,

        @Key(
                doc = "Baud rate, data bits, parity and stop bits of the serial port.",
                absent = "115200-8N1 and 9600-7E1 in turn",
                example = "115200-8N1")
        @Nullable
        LineFormat line,

        @Key(doc = "Encryption key of an encrypted port, 32 hexadecimal digits.", example = "${METER_KEY}") @Nullable
        Secret key,

        @Key(
                doc = "Authentication key of an encrypted port, 32 hexadecimal digits.",
                absent = "Luxembourg's if it fits, otherwise only the telegram's checksum is verified",
                example = "${METER_AUTHENTICATION_KEY}")
        @Nullable
        Secret authenticationKey)
        implements StreamSource {
    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        StreamChecks.line(this, path + ".p1", problems);
        StreamChecks.keys(key, authenticationKey, path + ".p1", problems);
    }
}
