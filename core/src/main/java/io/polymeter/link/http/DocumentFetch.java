package io.polymeter.link.http;

import io.polymeter.json.JsonValue;
import io.polymeter.link.LinkContext;
import io.polymeter.link.Trouble;
import io.polymeter.link.platform.DocumentField;
import io.polymeter.link.platform.DocumentFields;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpReply;
import io.polymeter.link.platform.MeterInput;
import io.polymeter.link.platform.UnusableAnswerException;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes a document that is fetched.
final class DocumentFetch {

    private final DocumentFields input;
    private final List<DocumentField> fields;

    /// @param zone of times that are written without one
    DocumentFetch(MeterInput input, ZoneId zone, List<DocumentField> fields) {
        this.input = new DocumentFields(input, zone);
        this.fields = List.copyOf(fields);
    }

    /// Takes the values of an answer.
    ///
    /// @return what is wrong with the answer; null: nothing
    @Nullable
    Message receive(HttpReply answer, LinkContext context) throws UnusableAnswerException {
        if (answer.status() != 200) {
            return HttpFailure.said(answer.status());
        }
        JsonValue json = answer.json();
        String text = new String(answer.body(), 0, Math.min(answer.body().length, 200), StandardCharsets.UTF_8);
        var document = new DocumentFields.Document(text, json, null, MeterInput.Moment.at(answer.asked()), false);
        DocumentFields.Outcome outcome = input.take(document, fields, context);
        for (DocumentField field : outcome.missing()) {
            context.health().count("missing-fields");
            Message sentence = field.missing(json, false);
            context.trouble(Trouble.warning(field.value().point().name(), sentence, text));
        }
        if (outcome.measured() > 0) {
            return null;
        }
        Message why = context.health().troubles().stream()
                .filter(this::isOfField)
                .findFirst()
                .map(MeterInput::unusable)
                .orElse(null);
        if (why == null && outcome.missing().isEmpty() && fields.stream().anyMatch(field -> !has(field, json))) {
            throw new UnusableAnswerException(Message.of(
                    "none-of-the-fields", "it has none of the fields that the profile knows; is it this device?"));
        }
        return why == null ? Message.of("says-no-value", "it says itself that it has no value") : why;
    }

    private boolean isOfField(Trouble trouble) {
        return fields.stream().anyMatch(field -> field.value().point().name().equals(trouble.field()));
    }

    private static boolean has(DocumentField field, JsonValue json) {
        return !field.isOptional() || field.path() != null && field.path().in(json) != null;
    }
}
