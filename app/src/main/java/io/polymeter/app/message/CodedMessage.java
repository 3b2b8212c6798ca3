package io.polymeter.app.message;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A sentence of the program, taken apart: which one it is, and what stands in its places.
///
/// @param code e.g. `connection-refused`
/// @param values by place
public record CodedMessage(String code, Map<String, String> values) {

    private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");
    private static final String NESTED = "why";
    /// Whoever sends us such a reason does not get a search through it.
    private static final int LONGEST = 20_000;

    private static final List<Form> FORMS = forms();

    private record Form(String code, Pattern pattern, List<String> places) {}

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
                    Pattern.compile(pattern.toString(), Pattern.DOTALL),
                    places));
        }
        return List.copyOf(forms);
    }

    /// Takes a sentence apart; empty for one that nobody translates.
    public static Optional<CodedMessage> of(String sentence) {
        if (sentence.isEmpty() || sentence.length() > LONGEST) {
            return Optional.empty();
        }
        for (Form form : FORMS) {
            Matcher matcher = form.pattern().matcher(sentence);
            if (matcher.matches()) {
                Map<String, String> values = new LinkedHashMap<>();
                for (int i = 0; i < form.places().size(); i++) {
                    values.put(form.places().get(i), matcher.group(i + 1));
                }
                return Optional.of(new CodedMessage(form.code(), values));
            }
        }
        return Optional.empty();
    }

    /// For the API; null where nobody translates the sentence. A value that is itself a sentence is said as both.
    public static JsonValue json(String sentence) {
        return of(sentence).<JsonValue>map(CodedMessage::json).orElse(JsonValue.NullValue.NULL);
    }

    private JsonValue json() {
        JsonObject object = new JsonObject();
        values.forEach((place, value) -> {
            object.put(place, value);
            if (place.equals(NESTED)) {
                object.put("why_message", json(value));
            }
        });
        return new JsonObject().put("code", code).put("values", object).build();
    }
}
