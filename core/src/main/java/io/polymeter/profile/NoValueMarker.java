package io.polymeter.profile;

import io.polymeter.config.yaml.Scalar;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import io.polymeter.register.Encoding;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a register says that it has no value: by a word of its kind, or by a raw number.
///
/// @param kind null for a number
/// @param number the bits
@Scalar(
        words = "none, sunspec, highest, or a raw number such as 0x7fffffff",
        pattern = "none|sunspec|highest|.*[0-9].*")
record NoValueMarker(ProfileFile.@Nullable Absent kind, long number) {

    private static final int BITS = 16;

    static NoValueMarker parse(String text) {
        for (ProfileFile.Absent kind : ProfileFile.Absent.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
                return new NoValueMarker(kind, 0);
            }
        }
        try {
            return new NoValueMarker(
                    null, text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text));
        } catch (NumberFormatException bad) {
            throw new InvalidValueException(
                    Message.of(
                            "expected-none-sunspec-highest",
                            "expected none, sunspec, highest or a raw number such as 0x7fffffff, found '{text}'",
                            text),
                    bad);
        }
    }

    /// The bits that a register of an encoding has, empty where it always has a value.
    ///
    /// @throws IllegalArgumentException with a message for a person, where the number is too long for it
    List<Long> bits(Encoding encoding) {
        if (kind != null) {
            return switch (kind) {
                case NONE -> List.of();
                case SUNSPEC -> List.of(encoding.sunspecAbsent());
                case HIGHEST -> List.of(encoding.highest());
            };
        }
        int width = encoding.registers() * BITS;
        if (width == 0) {
            throw new InvalidValueException(
                    Message.of("text-no-number-means", "a text has no number that means 'no value'"));
        }
        long mask = width == Long.SIZE ? -1 : (1L << width) - 1;
        boolean fits = (number & ~mask) == 0 || number < 0 && number >= -(mask >> 1) - 1;
        if (!fits) {
            throw new InvalidValueException(Message.of(
                    "number-longer-than-bits", "the number is longer than the {width} bits of this row", width));
        }
        return List.of(number & mask);
    }
}
