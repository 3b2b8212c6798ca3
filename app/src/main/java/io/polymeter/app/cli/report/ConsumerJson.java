package io.polymeter.app.cli.report;

import io.polymeter.consumer.Consumer;
import io.polymeter.consumer.ConsumerFace;
import io.polymeter.consumer.ConsumerRead;
import io.polymeter.consumer.ShortestOutput;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Consumers as JSON: of each its usual face, and all of them below `faces`. What is not known is null.
public final class ConsumerJson {

    private ConsumerJson() {}

    public static String of(List<Consumer> consumers) {
        return JsonText.of(JsonObject.list(consumers, ConsumerJson::consumer)) + "\n";
    }

    private static JsonObject consumer(Consumer consumer) {
        JsonObject object = new JsonObject()
                .put("name", consumer.id())
                .put("title", consumer.title())
                .put("maker", consumer.maker());
        common(consumer.usual(), object);
        return object.put("models", consumer.models())
                .put("served", served(consumer.usual()))
                .put("faces", consumer.faces(), face -> face(consumer, face));
    }

    private static void common(ConsumerFace face, JsonObject object) {
        object.put("expects", face.expects())
                .put("interface", Texts.kebab(face.interfaces().getFirst()))
                .put("unit", number(face.unit()))
                .put("port", number(face.port()))
                .put("when-lost", face.whenLost())
                .put("confidence", Texts.kebab(face.confidence()))
                .put("source", String.join("; ", face.sources()));
    }

    private static JsonObject face(Consumer consumer, ConsumerFace face) {
        JsonObject object = new JsonObject();
        common(face, object);
        ConsumerFace.NoValue noValue = face.noValue();
        return object.put(
                        "interfaces",
                        face.interfaces().stream().map(Texts::kebab).toList())
                .put("served", served(face))
                .put("sink", face.sinkKey())
                .put("units", units(face))
                .put("lines", face.lines())
                .put("cadence", duration(face.cadence()))
                .put("reads", face.reads(), ConsumerJson::read)
                .put("checks", face.checks())
                .put("no-value", noValue == null ? null : noValue.is())
                .put("no-value-word", noValue == null ? null : Texts.kebab(noValue.word()))
                .put("no-value-source", noValue == null ? null : noValue.source())
                .put("menu", face.menu())
                .put("note", face.note())
                .put("configuration", ShortestOutput.of(consumer, face));
    }

    private static JsonObject read(ConsumerRead read) {
        return new JsonObject()
                .put("function", read.function())
                .put("at", read.range().address())
                .put("count", read.range().count())
                .put("every", duration(read.every()))
                .put("refused", read.refused())
                .put("without", read.without())
                .put("note", read.note());
    }

    private static boolean served(ConsumerFace face) {
        return face.served() || face.configuration() != null;
    }

    private static JsonValue units(ConsumerFace face) {
        return new JsonValue.ArrayValue(
                face.units().stream().map(unit -> JsonObject.number(unit)).toList());
    }

    private static JsonValue number(@Nullable Integer number) {
        return number == null ? JsonValue.NullValue.NULL : JsonObject.number(number);
    }

    private static @Nullable String duration(@Nullable Duration duration) {
        return duration == null ? null : Texts.duration(duration);
    }
}
