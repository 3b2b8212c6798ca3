package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import org.jspecify.annotations.Nullable;

/// A meter with a P1 port: DSMR, ESMR, eMUCS and what grew out of them.
@Key(doc = "A meter with a P1 port (DSMR, ESMR, eMUCS, Luxembourg, Austria, Sweden).")
public record P1Source(
        @Key(
                doc = "The P1 cable, or a TCP port that passes its bytes on as they are.",
                example = "serial:///dev/serial/by-id/usb-p1-cable")
        StreamEndpoint from,

        @Key(
                doc = "Baud rate, data bits, parity and stop bits of a serial line.",
                absent = "115200-8N1 and 9600-7E1 in turn",
                example = "115200-8N1")
        @Nullable
        LineFormat line,

        @Key(doc = "The owner's key of a ciphered port, 32 hexadecimal digits.", example = "${METER_KEY}") @Nullable
        Secret key,

        @Key(
                doc = "The authentication key of a ciphered port, 32 hexadecimal digits.",
                absent = "Luxembourg's where that fits; else the checksum of the text decides",
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
