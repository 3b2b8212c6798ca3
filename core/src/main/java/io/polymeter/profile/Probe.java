package io.polymeter.profile;

import io.polymeter.modbus.Words;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A register that tells what a device is.
///
/// @param range the registers, read alone
/// @param row their row in the table; null where the device has none of them
/// @param numbers the numbers it has, before any scale, on devices of this kind; empty where something else
///     tells
/// @param texts what the register's text begins with, one of them, without regard to case
/// @param codes the first and the last number that it may have: a code, so that it is certain; null where
///     something else tells
/// @param between what the value lies between, in the row's unit; null where something else tells. That
///     makes a device likely, not certain
public record Probe(
        Range range,
        @Nullable Row row,
        List<Long> numbers,
        List<String> texts,
        @Nullable Between codes,
        @Nullable Between between) {

    public Probe {
        numbers = List.copyOf(numbers);
        texts = List.copyOf(texts);
    }

    /// A range with both its ends.
    public record Between(double least, double most) {}

    /// True where it tells a device for certain.
    public boolean isCertain() {
        return !numbers.isEmpty() || !texts.isEmpty() || codes != null;
    }

    /// True where the device must refuse to be asked for these registers.
    public boolean isRefused() {
        return row == null;
    }

    /// True where another probe asks the same register for the same.
    boolean asks(Probe other) {
        return range.equals(other.range)
                && numbers.equals(other.numbers)
                && texts.equals(other.texts)
                && Objects.equals(codes, other.codes)
                && Objects.equals(between, other.between);
    }

    /// True where the registers are those of this device.
    ///
    /// @param words of [#range]; null where the device has no such address
    public boolean fits(@Nullable Words words) {
        if (row == null || words == null) {
            return row == null && words == null;
        }
        RegisterImage image = RegisterImage.EMPTY.with(range.address(), words, 0);
        if (!texts.isEmpty()) {
            String found = Codec.text(row, image);
            return found != null
                    && texts.stream().anyMatch(text -> found.regionMatches(true, 0, text, 0, text.length()));
        }
        if (between != null) {
            double value = Codec.value(row, image).orElse(Double.NaN);
            return value >= between.least() && value <= between.most();
        }
        double raw = row.format().encoding().decode(words, row.format().lowWordFirst());
        return codes != null
                ? raw >= codes.least() && raw <= codes.most()
                : numbers.stream().anyMatch(number -> number == raw);
    }
}
