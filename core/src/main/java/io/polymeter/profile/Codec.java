package io.polymeter.profile;

import io.polymeter.modbus.Words;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.register.RegisterImage;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Reads a profile's rows left to right (decode a device) and right to left (emulate one).
public final class Codec {

    private static final ConcurrentMap<String, Codec> LATEST = new ConcurrentHashMap<>();

    private final Profile profile;

    private Codec(Profile profile) {
        this.profile = profile;
    }

    /// The codec of a profile.
    public static Codec of(Profile profile) {
        Codec known = LATEST.get(profile.id());
        if (known == null || known.profile != profile) {
            known = new Codec(profile);
            LATEST.put(profile.id(), known);
        }
        return known;
    }

    /// Every point that the image holds. A point of several registers is as old as the oldest of them; one of which a
    /// register is missing or says "not available" is absent.
    public Readings decode(RegisterImage image) {
        Readings.Builder readings = Readings.NONE.toBuilder();
        for (Row row : profile.rows()) {
            Point point = row.point();
            if (point == null
                    || !image.covers(row.range().address(), row.range().count())) {
                continue;
            }
            long instant = -image.oldestAge(row.range().address(), row.range().count(), 0);
            if (point.quantity().isText()) {
                String text = text(row, image);
                if (text != null && !text.isEmpty()) {
                    readings.put(point, text, instant);
                }
            } else {
                put(readings, row, image, instant);
            }
        }
        return readings.build();
    }

    private void put(Readings.Builder readings, Row row, RegisterImage image, long instant) {
        Point point = java.util.Objects.requireNonNull(row.point());
        OptionalDouble value = value(row, image);
        if (value.isEmpty()) {
            return;
        }
        switch (row.part()) {
            case WHOLE -> readings.put(point, value.getAsDouble(), instant);
            case NEGATED -> readings.put(point, -value.getAsDouble(), instant);
            case IMPORT -> {
                Row export = counterpart(row);
                OptionalDouble out = export == null ? OptionalDouble.empty() : value(export, image);
                if (export != null && out.isPresent()) {
                    long other = -image.oldestAge(
                            export.range().address(), export.range().count(), 0);
                    readings.put(point, value.getAsDouble() - out.getAsDouble(), Math.min(instant, other));
                }
            }
            case EXPORT -> {}
        }
    }

    private @Nullable Row counterpart(Row row) {
        for (Row other : profile.rows()) {
            if (other.point() == row.point() && other.part() == Row.Part.EXPORT) {
                return other;
            }
        }
        return null;
    }

    /// The value of one row in its unit; empty where it is not there, not available, or text.
    public static OptionalDouble value(Row row, RegisterImage image) {
        Row.Format format = row.format();
        Words words = image.words(row.range().address(), row.range().count());
        if (words == null || format.encoding() == io.polymeter.register.Encoding.STRING) {
            return OptionalDouble.empty();
        }
        if (format.absent()
                && format.encoding().bits(words, format.lowWordFirst())
                        == format.encoding().sunspecAbsent()) {
            return OptionalDouble.empty();
        }
        double raw = format.encoding().decode(words, format.lowWordFirst());
        double factor = format.scale();
        if (format.scaleAt() >= 0) {
            Words power = image.words(format.scaleAt(), 1);
            int exponent = power == null ? Short.MIN_VALUE : (short) power.get(0);
            if (exponent < -10 || exponent > 10) {
                return OptionalDouble.empty();
            }
            return finite(
                    exponent < 0 ? raw * factor / Math.pow(10, -exponent) : raw * factor * Math.pow(10, exponent));
        }
        return finite(scaled(raw, factor));
    }

    /// The text of a row, null where it is not there.
    public static @Nullable String text(Row row, RegisterImage image) {
        Words words = image.words(row.range().address(), row.range().count());
        if (words == null) {
            return null;
        }
        byte[] bytes = new byte[2 * words.count()];
        words.copyTo(0, words.count(), bytes, 0);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1).strip();
    }

    /// The image of a device that measures `readings`; a point that is absent leaves its rows absent.
    ///
    /// @param instant when the image is made, nanoseconds of the monotonic clock
    public RegisterImage encode(Readings readings, long instant) {
        RegisterImage image = RegisterImage.EMPTY;
        for (Row row : profile.rows()) {
            byte[] bytes = encode(row, readings);
            if (bytes != null) {
                image = image.with(row.range().address(), Words.wrap(bytes), instant);
            }
        }
        return image;
    }

    private static byte @Nullable [] encode(Row row, Readings readings) {
        Point point = row.point();
        if (point == null || !readings.has(point)) {
            return null;
        }
        byte[] bytes = new byte[2 * row.range().count()];
        Row.Format format = row.format();
        if (point.quantity().isText()) {
            byte[] text = java.util.Objects.requireNonNull(readings.text(point)).getBytes(StandardCharsets.ISO_8859_1);
            System.arraycopy(text, 0, bytes, 0, Math.min(text.length, bytes.length));
            return bytes;
        }
        double value = switch (row.part()) {
            case WHOLE -> readings.value(point);
            case NEGATED -> -readings.value(point);
            case IMPORT -> Math.max(readings.value(point), 0);
            case EXPORT -> Math.max(-readings.value(point), 0);
        };
        double raw = unscaled(value, format.scale());
        return format.encoding().encode(raw, format.lowWordFirst(), bytes, 0) ? bytes : null;
    }

    /// Multiplies so that decimal scales give the decimal number a person expects: 2301 × 0.1 is 230.1.
    private static double scaled(double raw, double scale) {
        if (scale < 1 && scale > 0) {
            double inverse = Math.rint(1 / scale);
            if (Math.abs(inverse * scale - 1) < 1e-12) {
                return raw / inverse;
            }
        }
        return raw * scale;
    }

    private static double unscaled(double value, double scale) {
        if (scale < 1 && scale > 0) {
            double inverse = Math.rint(1 / scale);
            if (Math.abs(inverse * scale - 1) < 1e-12) {
                return value * inverse;
            }
        }
        return value / scale;
    }

    private static OptionalDouble finite(double value) {
        return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
}
