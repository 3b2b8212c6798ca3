package io.polymeter.config.yaml;

import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// Says in plain words what is wrong with YAML's form; the parser's own words speak of tokens.
final class YamlErrors {

    private YamlErrors() {}

    static String message(MarkedYamlEngineException fault, String text) {
        String problem = String.valueOf(fault.getProblem());
        String context = String.valueOf(fault.getContext());
        if (problem.contains("TAB") || atTab(fault, text)) {
            return "a tab; YAML is indented with spaces";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "unexpected ':'; check the indentation, or quote a text that contains ': '";
        }
        if (problem.contains("another document")) {
            return "the file has a second document ('---'); only one is allowed";
        }
        if (problem.contains("undefined alias")) {
            return problem.replace("found undefined alias", "no anchor has the name of this alias:");
        }
        if (problem.contains("could not find expected ':'")) {
            return "a ':' is missing after a key" + since(fault);
        }
        if (problem.contains("unexpected end of stream")) {
            return "the file ends inside a quoted text" + since(fault);
        }
        if (problem.contains("expected ',' or")) {
            String close = context.contains("sequence") ? "]" : "}";
            return "expected ',' or '" + close + "'" + since(fault);
        }
        if (problem.contains("expected <block end>")) {
            return "the indentation matches no line above" + since(fault);
        }
        if (problem.contains("<stream end>")) {
            return "the file ends inside brackets";
        }
        return "this is not YAML: " + (context.equals("null") || context.isEmpty() ? "" : context + ", ") + problem;
    }

    private static String since(MarkedYamlEngineException fault) {
        return fault.getContextMark()
                .map(mark -> "; what it belongs to begins at " + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                .orElse("");
    }

    private static boolean atTab(MarkedYamlEngineException fault, String text) {
        int index = fault.getProblemMark().map(Mark::getIndex).orElse(-1);
        return index >= 0
                && index < text.codePointCount(0, text.length())
                && text.codePointAt(text.offsetByCodePoints(0, index)) == '\t';
    }
}
