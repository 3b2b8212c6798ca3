package io.polymeter.app.message;

import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sentences of the program that came as words alone, taken apart: which ones they are, and what stands in their
/// places.
public final class CodedMessage {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
    private static final String NESTED = "why";
    /// Whoever sends us such a reason does not get a search through it.
    private static final int LONGEST = 20_000;

    private static final List<Form> FORMS = forms();

    private record Form(String code, String template, Pattern pattern, List<String> places) {}

    private CodedMessage() {}

    private static List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        for (MessageForm form : MessageForm.values()) {
            List<String> places = new ArrayList<>();
            StringBuilder pattern = new StringBuilder();
            Matcher found = PLACE.matcher(form.template());
            int at = 0;
            while (found.find()) {
                pattern.append(Pattern.quote(form.template().substring(at, found.start())))
                        .append("(.+?)");
                places.add(found.group(1));
                at = found.end();
            }
            pattern.append(Pattern.quote(form.template().substring(at)));
            forms.add(new Form(
                    form.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    form.template(),
                    Pattern.compile(pattern.toString(), Pattern.DOTALL),
                    places));
        }
        return List.copyOf(forms);
    }

    /// Takes a sentence apart; verbatim where nobody translates it. A value that is itself a sentence is taken apart,
    /// too.
    public static Message of(String sentence) {
        if (sentence.isEmpty() || sentence.length() > LONGEST) {
            return Message.verbatim(sentence);
        }
        for (Form form : FORMS) {
            Matcher matcher = form.pattern().matcher(sentence);
            if (matcher.matches()) {
                Object[] values = new Object[form.places().size()];
                for (int i = 0; i < values.length; i++) {
                    String value = matcher.group(i + 1);
                    values[i] = form.places().get(i).equals(NESTED) ? of(value) : value;
                }
                return Message.recognized(form.code(), form.template(), values);
            }
        }
        return Message.verbatim(sentence);
    }

    /// For the API; null where nobody translates the sentence.
    public static JsonValue json(String sentence) {
        return of(sentence).coded();
    }
}
