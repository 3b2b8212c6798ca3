package io.polymeter.link.platform;

import io.polymeter.json.JsonValue;
import io.polymeter.link.Health;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the values of one meter, from every link that hears them.
public final class MeterInput {

    private final Meter meter;
    // Guarded by this: an answer to an old question must not undo what an event has told since.
    private final Map<SourceValue, Long> heard = new HashMap<>();

    /// Takes values for `meter`.
    public MeterInput(Meter meter) {
        this.meter = meter;
    }

    /// When something was said.
    ///
    /// @param heard orders what is said of one value: the instant of the event, or of the question
    /// @param measured the value's own instant; both in nanoseconds of the monotonic clock
    public record Moment(long heard, long measured) {

        /// Said and measured at once.
        public static Moment at(long instant) {
            return new Moment(instant, instant);
        }
    }

    /// Takes what the source says of a value; what cannot be understood makes it absent and is counted.
    public void accept(SourceValue channel, SourceValue.Value value, Moment moment, Health health) {
        switch (value) {
            case SourceValue.Value.Measured measured -> {
                health.count("values");
                put(channel, measured.number(), moment);
            }
            case SourceValue.Value.Missing _ -> {
                health.count("without-value");
                put(channel, Double.NaN, moment);
            }
            case SourceValue.Value.Refused refused -> {
                health.count(refused.why());
                put(channel, Double.NaN, moment);
            }
        }
    }

    /// The same of a JSON value: a number or a text with one; anything else, also none at all, is absent.
    public void accept(SourceValue channel, @Nullable JsonValue value, Moment moment, Health health) {
        switch (value) {
            case JsonValue.NumberValue figure -> accept(channel, channel.read(figure.literal(), null), moment, health);
            case JsonValue.StringValue text -> accept(channel, channel.read(text.text(), null), moment, health);
            case JsonValue.BooleanValue _, JsonValue.ObjectValue _, JsonValue.ArrayValue _ ->
                accept(channel, channel.read("?", null), moment, health);
            case null -> remove(channel, moment, health);
            case JsonValue.NullValue _ -> remove(channel, moment, health);
        }
    }

    /// The source has no such value (any more).
    public void remove(SourceValue channel, Moment moment, Health health) {
        health.count("without-value");
        put(channel, Double.NaN, moment);
    }

    private synchronized void put(SourceValue channel, double value, Moment moment) {
        Long before = heard.get(channel);
        if (before != null && moment.heard() - before < 0) {
            return;
        }
        heard.put(channel, moment.heard());
        meter.update(state -> {
            Readings.Builder readings = state.measured().toBuilder();
            for (Point target : channel.targets()) {
                readings.put(target, value, moment.measured());
            }
            return state.with(readings.build());
        });
    }
}
