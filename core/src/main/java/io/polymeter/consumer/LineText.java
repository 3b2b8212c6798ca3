package io.polymeter.consumer;

import io.polymeter.config.SerialSettings;
import io.polymeter.config.yaml.Scalar;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The parameters of a serial line as people write them: `9600-8N1`.
///
/// @param baud bits per second, 300 to 4000000
/// @param stopBits 1 or 2
@Scalar(words = "a serial line such as 9600-8N1", pattern = "[0-9]{3,7}-8[NEO][12]")
record LineText(int baud, SerialSettings.Parity parity, int stopBits) {

    private static final Pattern TEXT = Pattern.compile("([0-9]{3,7})-8([NEO])([12])");

    static LineText parse(String text) {
        Matcher parts = TEXT.matcher(text.toUpperCase(Locale.ROOT));
        int baud = parts.matches() ? Integer.parseInt(parts.group(1)) : 0;
        if (baud < 300 || baud > 4_000_000) {
            throw new IllegalArgumentException("expected a serial line such as 9600-8N1, found '" + text + "'");
        }
        SerialSettings.Parity parity = switch (parts.group(2)) {
            case "E" -> SerialSettings.Parity.EVEN;
            case "O" -> SerialSettings.Parity.ODD;
            default -> SerialSettings.Parity.NONE;
        };
        return new LineText(baud, parity, Integer.parseInt(parts.group(3)));
    }

    SerialSettings settings() {
        return new SerialSettings(baud, parity, stopBits);
    }

    /// Whether a line with these parameters is this one; what is not said is the profile's and not looked at.
    boolean fits(SerialSettings written) {
        return (written.baud() == null || written.baud() == baud)
                && (written.parity() == null || written.parity() == parity)
                && (written.stopBits() == null || written.stopBits() == stopBits);
    }

    @Override
    public String toString() {
        return baud + "-8" + parity.name().charAt(0) + stopBits;
    }
}
