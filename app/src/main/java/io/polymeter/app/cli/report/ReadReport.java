package io.polymeter.app.cli.report;

import io.polymeter.json.JsonText;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Words;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// What was read, as a table or as JSON.
public final class ReadReport {

    private ReadReport() {}

    /// The values of a profile's rows that are there.
    public static String table(Profile profile, RegisterImage image) {
        Table table = new Table("address", "name", "value", "unit", "point", "raw");
        for (Row row : profile.rows()) {
            Words words = image.words(row.range().address(), row.range().count());
            if (words != null) {
                table.row(
                        row.range(),
                        row.name(),
                        value(row, image),
                        row.unit().symbol(),
                        Texts.point(row),
                        row.format().encoding().isText() ? "" : hex(words));
            }
        }
        return table.toString();
    }

    /// The same as one JSON document on a line.
    public static String json(Profile profile, RegisterImage image) {
        List<String> rows = new ArrayList<>();
        for (Row row : profile.rows()) {
            Words words = image.words(row.range().address(), row.range().count());
            if (words != null) {
                String value = row.format().encoding().isText()
                        ? JsonText.quote(value(row, image))
                        : value(row, image).isEmpty() ? "null" : value(row, image);
                String point = row.point() == null
                        ? "null"
                        : JsonText.quote(row.point().name());
                rows.add("{\"address\":" + row.range().address() + ",\"name\":" + JsonText.quote(row.name())
                        + ",\"point\":"
                        + point + ",\"value\":" + value + ",\"unit\":"
                        + JsonText.quote(row.unit().symbol()) + ",\"words\":" + numbers(words) + "}");
            }
        }
        return "{\"profile\":" + JsonText.quote(profile.id()) + ",\"registers\":[" + String.join(",", rows) + "]}\n";
    }

    /// Raw words, eight to a line.
    public static String words(Range range, RegisterImage image) {
        StringBuilder text = new StringBuilder();
        for (int at = range.address(); at < range.end(); at += 8) {
            text.append(String.format(Locale.ROOT, "%5d ", at));
            for (int i = at; i < Math.min(at + 8, range.end()); i++) {
                Words word = image.words(i, 1);
                text.append(word == null ? "     -" : String.format(Locale.ROOT, " %5d", word.get(0)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// The same as one JSON document on a line.
    ///
    /// @param function the function code that read it; said where it is not the usual 3
    public static String json(Range range, RegisterImage image, int function) {
        Words words = image.words(range.address(), range.count());
        return "{\"address\":" + range.address() + ",\"words\":" + (words == null ? "null" : numbers(words))
                + (function == 3 ? "" : ",\"function\":" + function) + "}\n";
    }

    public static String words(ExceptionCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// The value of a row as it is written; empty where it has none.
    public static String value(Row row, RegisterImage image) {
        if (row.format().encoding().isText()) {
            String text = Codec.text(row, image);
            return text == null ? "" : text;
        }
        OptionalDouble value = Codec.value(row, image);
        return value.isPresent() ? Texts.number(value.getAsDouble()) : "";
    }

    private static String numbers(Words words) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < words.count(); i++) {
            numbers.add(String.valueOf(words.get(i)));
        }
        return "[" + String.join(",", numbers) + "]";
    }

    public static String hex(Words words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.count(); i++) {
            text.append(i == 0 ? "" : " ").append(String.format(Locale.ROOT, "%04x", words.get(i)));
        }
        return text.toString();
    }
}
