package io.polymeter.lab.peer;

import java.util.Map;
import java.util.TreeMap;

/// Reads InfluxDB line protocol strictly, from its reference ("Line protocol", InfluxDB 2.7), character by
/// character.
///
/// @param time as written, in the precision of the request
public record LineProtocol(String measurement, Map<String, String> tags, Map<String, Double> fields, long time) {

    /// Parses one line.
    ///
    /// @throws IllegalArgumentException where a server would refuse the line
    public static LineProtocol parse(String line) {
        return new Cursor(line).line();
    }

    /// A truth value is 1 or 0 here.
    private static double number(String text) {
        return switch (text) {
            case "true" -> 1;
            case "false" -> 0;
            default -> Double.parseDouble(text);
        };
    }

    private static final class Cursor {
        private final String text;
        private int at;

        Cursor(String text) {
            this.text = text;
        }

        LineProtocol line() {
            String measurement = word(", ", ", ");
            Map<String, String> tags = new TreeMap<>();
            while (peek() == ',') {
                at++;
                String key = word("=", ",= ");
                expect('=');
                String value = word(", ", ",= ");
                require(tags.put(key, value) == null, "tag twice: " + key);
            }
            expect(' ');
            Map<String, Double> fields = new TreeMap<>();
            while (true) {
                String key = word("=", ",= ");
                expect('=');
                int begin = at;
                while (at < text.length() && peek() != ',' && peek() != ' ') {
                    at++;
                }
                String number = text.substring(begin, at);
                require(number.matches("-?[0-9]+(\\.[0-9]+)?|true|false"), "no float, no truth value: " + number);
                require(fields.put(key, number(number)) == null, "field twice: " + key);
                if (peek() != ',') {
                    break;
                }
                at++;
            }
            expect(' ');
            return new LineProtocol(measurement, tags, fields, Long.parseLong(text.substring(at)));
        }

        /// A word up to one of the characters in `ends`, unescaped; a special character stands in it behind a
        /// backslash alone.
        private String word(String ends, String special) {
            StringBuilder word = new StringBuilder();
            while (ends.indexOf(peek()) < 0) {
                char c = text.charAt(at++);
                if (c == '\\' && special.indexOf(peek()) >= 0) {
                    c = text.charAt(at++);
                } else {
                    require(special.indexOf(c) < 0, "'" + c + "' without a backslash");
                }
                word.append(c);
            }
            require(!word.isEmpty(), "an empty name or value");
            return word.toString();
        }

        private char peek() {
            require(at < text.length(), "it ends too early");
            return text.charAt(at);
        }

        private void expect(char c) {
            require(peek() == c, "'" + c + "' expected");
            at++;
        }

        private void require(boolean condition, String reason) {
            if (!condition) {
                throw new IllegalArgumentException(reason + " at " + at + " of: " + text);
            }
        }
    }
}
