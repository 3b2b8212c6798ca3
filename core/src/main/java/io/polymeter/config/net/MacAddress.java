package io.polymeter.config.net;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/// A MAC address, by which consumers tell devices apart.
///
/// @param digits twelve hexadecimal digits in capital letters
@Scalar(words = "a MAC address such as B827EB364242", pattern = "[0-9A-Fa-f:-]{12,17}")
public record MacAddress(String digits) {

    private static final Pattern FORM =
            Pattern.compile("[0-9A-Fa-f]{12}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{2}(-[0-9A-Fa-f]{2}){5}");
    private static final int LENGTH = 6;
    /// Locally administered, and of one device.
    private static final byte LOCAL = 0x02;

    /// Reads twelve digits, with or without colons or hyphens between each two.
    ///
    /// @throws IllegalArgumentException with words for a person
    public static MacAddress parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new InvalidValueException(Message.of(
                    "not-mac-address-12", "'{text}' is not a MAC address; it has 12 hexadecimal digits", text));
        }
        return new MacAddress(text.replaceAll("[:-]", "").toUpperCase(Locale.ROOT));
    }

    /// The same one for the same name, at every start and on every machine; no manufacturer's.
    public static MacAddress of(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            hash[0] = LOCAL;
            return new MacAddress(HexFormat.of().withUpperCase().formatHex(hash, 0, LENGTH));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// In small letters.
    public String small() {
        return digits.toLowerCase(Locale.ROOT);
    }

    /// With colons.
    public String withColons() {
        return String.join(":", digits.split("(?<=\\G..)"));
    }

    @Override
    public String toString() {
        return digits;
    }
}
