package io.polymeter.config.yaml;

import org.snakeyaml.engine.v2.events.ScalarEvent;

/// Lets `${NAME}` stand unquoted in `{ … }` and `[ … ]`, where YAML would take its braces for a mapping.
///
/// While the text is parsed, other characters stand for these two braces, one for one so that columns stay true:
/// noncharacters that Unicode reserves for such use inside a program, and that no file may hold.
final class VariableQuoting {

    private static final char OPEN = '\uFDD0';
    private static final char CLOSE = '\uFDD1';

    private VariableQuoting() {}

    static boolean isShield(int c) {
        return c == OPEN || c == CLOSE;
    }

    static String shield(String text) {
        int at = text.indexOf("${");
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text);
        while (at >= 0) {
            int end = at + 2;
            while (end < text.length() && isNamePart(text.charAt(end))) {
                end++;
            }
            if (end > at + 2 && end < text.length() && text.charAt(end) == '}') {
                out.setCharAt(at + 1, OPEN);
                out.setCharAt(end, CLOSE);
            }
            at = text.indexOf("${", at + 2);
        }
        return out.toString();
    }

    static ScalarEvent restore(ScalarEvent event) {
        if (event.getValue().indexOf(OPEN) < 0) {
            return event;
        }
        return new ScalarEvent(
                event.getAnchor(),
                event.getTag(),
                event.getImplicit(),
                event.getValue().replace(OPEN, '{').replace(CLOSE, '}'),
                event.getScalarStyle(),
                event.getStartMark(),
                event.getEndMark());
    }

    static boolean isNamePart(int c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
}
