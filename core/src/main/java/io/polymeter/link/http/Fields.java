package io.polymeter.link.http;

import io.polymeter.json.JsonException;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Context;
import io.polymeter.link.platform.Answer;
import io.polymeter.link.platform.HttpFailure;
import io.polymeter.link.platform.Intake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the fields of a document.
final class Fields {

    private final Intake intake;
    private final List<Field> fields;

    Fields(Intake intake, List<Field> fields) {
        this.intake = intake;
        this.fields = List.copyOf(fields);
    }

    /// Takes the values of an answer.
    ///
    /// @return what is wrong with the answer; null: nothing
    @Nullable
    String receive(Answer answer, Context context) {
        if (answer.status() != 200) {
            return HttpFailure.words(answer.status());
        }
        JsonValue document;
        try {
            document = JsonValue.parse(answer.body());
        } catch (JsonException e) {
            return e.getMessage();
        }
        Intake.Moment moment = Intake.Moment.at(answer.asked());
        for (Field field : fields) {
            intake.accept(field.channel(), field.path().in(document), moment, context.health());
        }
        return null;
    }
}
