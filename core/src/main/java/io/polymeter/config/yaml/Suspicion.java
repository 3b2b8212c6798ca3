package io.polymeter.config.yaml;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What could be a secret that stands in the wrong place: then an error says where, and not what.
final class Suspicion {

    private static final Pattern KEY =
            Pattern.compile("(?i).*(pass|pwd|token|secret|credential|auth|webhook|(^|[.-])(key|pin|user)).*");
    /// A short text with letters, digits and signs, as password generators and people make them.
    private static final Pattern MIXED = Pattern.compile("(?=.*[A-Za-z])(?=.*[0-9!$%&*+?#^~=])[^\\s./:-]{7,}");
    private static final Pattern LONG = Pattern.compile("[A-Za-z0-9_+/=-]{20,}([.][A-Za-z0-9_+/=-]+)*");
    private static final Pattern WORDS = Pattern.compile("[a-z0-9]{1,12}([-_.][a-z0-9]{1,12})+");
    private static final Pattern HEX = Pattern.compile("(?i)[0-9a-f-]{16,}");
    private static final Pattern MEASURE = Pattern.compile("(?i)0x[0-9a-f]{1,16}|[0-9]+[.,]?[0-9]* ?[a-z]{1,6}");
    private static final Pattern QUERY = Pattern.compile("(?i).*[?&;](.*=)?.*");
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'");

    private Suspicion() {}

    /// Whether a value could be a secret.
    ///
    /// @param path of the key it stands under
    static boolean of(String path, String value) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        String text = value.strip();
        if (KEY.matcher(key).matches() || text.indexOf('@') >= 0 || text.length() > 120 || text.indexOf('\n') >= 0) {
            return !text.isEmpty();
        }
        if (text.contains("://")) {
            return QUERY.matcher(text).matches();
        }
        if (MEASURE.matcher(text).matches()) {
            return false;
        }
        return MIXED.matcher(text).matches()
                || HEX.matcher(text).matches()
                || LONG.matcher(text).matches() && !WORDS.matcher(text).matches();
    }

    /// A message without what it quotes of a value, whole or in parts.
    static String unquoted(String message, String value) {
        String clean = Redaction.clean(message, List.of(value));
        Matcher quoted = QUOTED.matcher(clean);
        StringBuilder out = new StringBuilder();
        while (quoted.find()) {
            String part = quoted.group(1).replaceAll("…$", "");
            boolean from = part.length() >= 3 && value.contains(part);
            quoted.appendReplacement(
                    out, Matcher.quoteReplacement(from ? "'" + Redaction.SHOWN + "'" : quoted.group()));
        }
        return quoted.appendTail(out).toString();
    }
}
