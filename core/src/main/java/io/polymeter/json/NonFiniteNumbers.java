package io.polymeter.json;

import java.util.Locale;

/// Numbers that are none, as devices and scripts write them into documents: `NaN`, `Infinity`, `-inf`. JSON has no such
/// thing (RFC 8259, 6).
final class NonFiniteNumbers {

    private NonFiniteNumbers() {}

    /// The text with each of them as a string, so that it costs its own field and not the document.
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16);
        int at = 0;
        while (at < text.length()) {
            int end = text.charAt(at) == '"' ? behindString(text, at) : behindWord(text, at);
            String token = text.substring(at, end);
            if (isNonFinite(token)) {
                quoted.append('"').append(token).append('"');
            } else {
                quoted.append(token);
            }
            at = end;
        }
        return quoted.toString();
    }

    private static boolean isNonFinite(String token) {
        if (token.length() < 3 || token.length() > 9) {
            return false;
        }
        String word = token.toLowerCase(Locale.ROOT);
        return switch (word.charAt(0) == '-' || word.charAt(0) == '+' ? word.substring(1) : word) {
            case "nan", "inf", "infinity" -> true;
            default -> false;
        };
    }

    private static int behindString(String text, int from) {
        int at = from + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }

    private static int behindWord(String text, int from) {
        int at = from;
        while (at < text.length() && isWord(text.charAt(at))) {
            at++;
        }
        return Math.max(at, from + 1);
    }

    private static boolean isWord(char letter) {
        return letter == '-' || letter == '+' || letter == '.' || letter == '_' || Character.isLetterOrDigit(letter);
    }
}
