package io.polymeter.config.yaml;

import io.polymeter.message.Message;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// Says in plain words what is wrong with YAML's form; the parser's own words speak of tokens.
final class YamlErrors {

    private YamlErrors() {}

    static Message message(MarkedYamlEngineException fault, String text) {
        String problem = String.valueOf(fault.getProblem());
        String context = String.valueOf(fault.getContext());
        if (problem.contains("TAB") || atTab(fault, text)) {
            return Message.of("yaml-tab", "a tab; YAML is indented with spaces");
        }
        if (problem.contains("mapping values are not allowed")) {
            return Message.of(
                    "yaml-colon", "unexpected ':'; check the indentation, or quote a text that contains ': '");
        }
        if (problem.contains("another document")) {
            return Message.of("yaml-second-document", "the file has a second document ('---'); only one is allowed");
        }
        if (problem.contains("undefined alias")) {
            return Message.of(
                    "yaml-alias",
                    "no anchor has the name of this alias: {name}",
                    problem.replace("found undefined alias", "").strip());
        }
        if (problem.contains("could not find expected ':'")) {
            return Message.of("yaml-colon-missing", "a ':' is missing after a key{since}", since(fault));
        }
        if (problem.contains("unexpected end of stream")) {
            return Message.of("yaml-quote", "the file ends inside a quoted text{since}", since(fault));
        }
        if (problem.contains("expected ',' or")) {
            String close = context.contains("sequence") ? "]" : "}";
            return Message.of("yaml-close", "expected ',' or '{close}'{since}", close, since(fault));
        }
        if (problem.contains("expected <block end>")) {
            return Message.of("yaml-indentation", "the indentation matches no line above{since}", since(fault));
        }
        if (problem.contains("<stream end>")) {
            return Message.of("yaml-brackets", "the file ends inside brackets");
        }
        return Message.of(
                "not-yaml",
                "this is not YAML: {why}",
                (context.equals("null") || context.isEmpty() ? "" : context + ", ") + problem);
    }

    private static Object since(MarkedYamlEngineException fault) {
        return fault.getContextMark()
                .<Object>map(mark -> Message.of(
                        "yaml-since",
                        "; what it belongs to begins at {place}",
                        (mark.getLine() + 1) + ":" + (mark.getColumn() + 1)))
                .orElse("");
    }

    private static boolean atTab(MarkedYamlEngineException fault, String text) {
        int index = fault.getProblemMark().map(Mark::getIndex).orElse(-1);
        return index >= 0
                && index < text.codePointCount(0, text.length())
                && text.codePointAt(text.offsetByCodePoints(0, index)) == '\t';
    }
}
