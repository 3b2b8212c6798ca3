package io.polymeter.config;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How characters travel on a serial line, as people write it: `9600-8N1`, `300-7E1`.
///
/// @param baud bits per second, 300 to 4 000 000
/// @param dataBits 7 or 8
/// @param stopBits 1 or 2
@Scalar(words = "a serial line such as 9600-8N1 or 300-7E1", pattern = "[0-9]+[- ][78][NEOneo][12]")
public record LineFormat(int baud, int dataBits, SerialSettings.Parity parity, int stopBits) {

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{2,7})[- ]([78])([NEOneo])([12])");

    /// Reads the text of a configuration.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static LineFormat parse(String text) {
        Matcher written = WRITTEN.matcher(text.strip());
        if (!written.matches()) {
            throw new InvalidValueException(Message.of(
                    "expected-serial-line-such",
                    "expected a serial line such as 9600-8N1 or 300-7E1, found '{text}'",
                    text));
        }
        int baud = Integer.parseInt(written.group(1));
        if (baud < 300 || baud > 4_000_000) {
            throw new InvalidValueException(
                    Message.of("line-300-4000000-baud", "a line has 300 to 4000000 baud, found {baud}", baud));
        }
        SerialSettings.Parity parity = switch (written.group(3)) {
            case "E", "e" -> SerialSettings.Parity.EVEN;
            case "O", "o" -> SerialSettings.Parity.ODD;
            default -> SerialSettings.Parity.NONE;
        };
        return new LineFormat(baud, Integer.parseInt(written.group(2)), parity, Integer.parseInt(written.group(4)));
    }

    @Override
    public String toString() {
        return baud + "-" + dataBits + parity.name().charAt(0) + stopBits;
    }
}
