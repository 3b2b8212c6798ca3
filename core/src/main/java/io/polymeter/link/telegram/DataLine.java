package io.polymeter.link.telegram;

import io.polymeter.message.Message;
import io.polymeter.point.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A data set of IEC 62056-21 and of P1, `CODE(VALUE*UNIT)`, with further groups behind it in some.
///
/// @param code as written
/// @param groups what stands in each pair of brackets
public record DataLine(String code, List<String> groups) {

    private static final Pattern LINE = Pattern.compile("([^()/!]{1,32})((?:\\([^()]*\\))+)");
    private static final Pattern SET = Pattern.compile("[^()/!]{1,32}(?:\\([^()]*\\))+");
    private static final Pattern GROUP = Pattern.compile("\\(([^()]*)\\)");
    private static final Pattern VALUE =
            Pattern.compile("([+-]?[0-9]{1,15}(?:[.,][0-9]{1,9})?)\\*([A-Za-z][A-Za-z0-9³/]{0,7})");

    public DataLine {
        groups = List.copyOf(groups);
    }

    /// Reads a line; null where it is none.
    public static @Nullable DataLine parse(String line) {
        Matcher whole = LINE.matcher(line);
        if (!whole.matches()) {
            return null;
        }
        List<String> groups = new ArrayList<>();
        Matcher group = GROUP.matcher(whole.group(2));
        while (group.find()) {
            groups.add(group.group(1));
        }
        return new DataLine(whole.group(1).strip(), groups);
    }

    /// The data sets of a line, which may follow each other directly; empty where it is none.
    public static List<DataLine> parseAll(String line) {
        List<DataLine> sets = new ArrayList<>();
        Matcher set = SET.matcher(line);
        int end = 0;
        while (set.find() && set.start() == end) {
            DataLine parsed = parse(set.group());
            if (parsed == null) {
                return List.of();
            }
            sets.add(parsed);
            end = set.end();
        }
        return end == line.length() ? sets : List.of();
    }

    /// Puts the value into a telegram, where there is one: a single group with a number and a unit. Groups without a
    /// unit, and lines with several (a peak and its time), are no measurements.
    ///
    /// @return false where it should be a number and is none
    public boolean value(Obis obis, Telegram.Builder telegram) {
        String text = groups.getFirst();
        if (groups.size() != 1 || text.isEmpty() || text.indexOf('*') < 0) {
            return true;
        }
        Matcher value = VALUE.matcher(text);
        if (!value.matches()) {
            telegram.refuse(obis.toString(), Message.of("field-no-number", "is not a number"));
            return false;
        }
        Unit.Scaled unit = Unit.parse(value.group(2)).orElse(null);
        if (unit == null) {
            return true;
        }
        BigDecimal number = new BigDecimal(value.group(1).replace(',', '.'));
        telegram.put(obis, number.multiply(BigDecimal.valueOf(unit.factor())).doubleValue(), unit.unit());
        return true;
    }
}
