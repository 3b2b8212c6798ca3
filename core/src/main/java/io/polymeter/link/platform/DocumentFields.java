package io.polymeter.link.platform;

import io.polymeter.json.JsonPath;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import io.polymeter.link.LinkContext;
import io.polymeter.link.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes the fields of documents, each document at once.
public final class DocumentFields {

    private final MeterInput input;
    private final ZoneId zone;

    /// @param zone of times that are written without one
    public DocumentFields(MeterInput input, ZoneId zone) {
        this.input = input;
        this.zone = zone;
    }

    /// A document, or a message that is one number.
    ///
    /// @param text as it came, for people
    /// @param json null: it is none
    /// @param moment when it came, or was asked for
    /// @param foreign what it is instead where it was to be JSON
    /// @param retained true where it was kept by somebody, nobody knows for how long
    public record Document(
            String text,
            @Nullable JsonValue json,
            io.polymeter.message.@Nullable Message foreign,
            MeterInput.Moment moment,
            boolean retained) {}

    /// What became of a document.
    ///
    /// @param measured how many numbers it had
    /// @param missing fields that it lacks
    public record Outcome(int measured, List<DocumentField> missing) {}

    /// Takes a document. A field that it lacks is no news.
    public Outcome take(Document document, List<DocumentField> fields, LinkContext context) {
        MeterInput.Message message = input.message(context);
        List<DocumentField> missing = fields.stream()
                .filter(field -> !take(document, field, message, context) && !field.isOptional())
                .toList();
        return new Outcome(message.apply(), missing);
    }

    /// None of these is measured any more.
    public void remove(List<DocumentField> fields, LinkContext context) {
        MeterInput.Message message = input.message(context);
        MeterInput.Moment now = MeterInput.Moment.at(context.clock().nanos());
        fields.forEach(field -> message.remove(field.value(), now));
        message.apply();
    }

    /// @return false where the document lacks the field
    private boolean take(Document document, DocumentField field, MeterInput.Message message, LinkContext context) {
        JsonValue json = document.json();
        JsonPath path = field.path();
        JsonValue said =
                path == null ? new JsonValue.StringValue(document.text()) : json == null ? null : field.said(json);
        if (path != null && json == null) {
            message.refuse(field.value(), Objects.requireNonNull(document.foreign()), document.text());
            return true;
        }
        if (said == null) {
            return false;
        }
        switch (json == null ? DocumentField.Validity.VALID : field.validity(json)) {
            case VALID -> {}
            case INVALID -> {
                context.health().count("invalid");
                message.accept(field.value(), new SourceValue.Value.Missing(), "", document.moment());
                return true;
            }
            case UNKNOWN -> {
                context.health().count("without-validity");
                message.refuse(
                        field.value(),
                        io.polymeter.message.Message.of(
                                "valid-neither", "the path of 'valid' leads to neither true nor false"),
                        document.text());
                return true;
            }
        }
        MeterInput.Moment moment = moment(document, field, message, context);
        if (moment != null) {
            message.accept(field.value(), said, moment);
        }
        return true;
    }

    /// When a value was measured; null where nobody knows.
    private MeterInput.@Nullable Moment moment(
            Document document, DocumentField field, MeterInput.Message message, LinkContext context) {
        JsonPath path = field.time();
        if (path == null) {
            if (!document.retained()) {
                return document.moment();
            }
            context.health().count("retained-without-time");
            context.trouble(Trouble.note(
                    field.value().point().name(),
                    io.polymeter.message.Message.of(
                            "was-kept",
                            "{name} is a retained message of unknown age; the next message counts",
                            field.value().origin())));
            return null;
        }
        JsonValue json = document.json();
        JsonValue said = json == null ? null : path.in(json);
        Instant time = MeasurementTime.read(said, zone);
        if (time == null) {
            context.health().count("without-time");
            String example = said == null ? document.text() : MeasurementTime.text(said);
            message.refuse(
                    field.value(),
                    said == null
                            ? io.polymeter.message.Message.of(
                                    "without-time", "its time is not in the document, so nobody knows how old it is")
                            : io.polymeter.message.Message.of(
                                    "time-unreadable",
                                    "its time cannot be read; expected ISO 8601, or seconds or milliseconds since"
                                            + " 1970"),
                    example);
            return null;
        }
        // Clocks that disagree make a value older, never younger than its reception.
        Clock clock = context.clock();
        Duration age = Duration.between(time, clock.wall());
        long seconds = Math.clamp(age.toSeconds(), 0, MeasurementTime.LONGEST);
        long measured = Math.min(document.moment().measured(), clock.nanos() - seconds * 1_000_000_000L);
        // What was kept does not undo what was heard since it was measured.
        return new MeterInput.Moment(
                document.retained() ? measured : document.moment().heard(), measured);
    }
}
