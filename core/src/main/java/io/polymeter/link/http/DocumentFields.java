package io.polymeter.link.http;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Context;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.HttpReply;
import io.polymeter.link.platform.MeterInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the fields of a document.
final class DocumentFields {

    private final MeterInput intake;
    private final List<DocumentField> fields;

    DocumentFields(MeterInput intake, List<DocumentField> fields) {
        this.intake = intake;
        this.fields = List.copyOf(fields);
    }

    /// Takes the values of an answer.
    ///
    /// @return what is wrong with the answer; null: nothing
    @Nullable
    String receive(HttpReply answer, Context context) {
        if (answer.status() != 200) {
            return HttpFailure.words(answer.status());
        }
        JsonValue document;
        try {
            document = JsonValue.parse(answer.body());
        } catch (JsonException e) {
            return e.getMessage();
        }
        MeterInput.Moment moment = MeterInput.Moment.at(answer.asked());
        for (DocumentField field : fields) {
            intake.accept(field.channel(), field.path().in(document), moment, context.health());
        }
        return null;
    }
}
