package io.polymeter.link.platform;

import io.polymeter.json.JsonValue;
import io.polymeter.link.Clock;
import io.polymeter.link.LinkContext;
import io.polymeter.link.Trouble;
import io.polymeter.point.Point;
import io.polymeter.point.Readings;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Profile;
import io.polymeter.store.Meter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Takes the values of one meter, from every link that hears them. What was said at once is applied at once.
public final class MeterInput {

    private final Meter meter;
    // Guarded by this: an answer to an old question must not undo what an event has told since.
    private final Map<SourceValue, Long> heard = new HashMap<>();

    /// Takes values for `meter`.
    public MeterInput(Meter meter) {
        this.meter = meter;
    }

    /// That nothing of what comes can be used.
    ///
    /// @param first why one value cannot
    public static io.polymeter.message.Message unusable(Trouble first) {
        return io.polymeter.message.Message.of(
                "no-value-usable", "no value can be used: {name}: {why}", first.field(), first.said());
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

    /// Heard now, from somebody who was not asked: measured now, unless it may have waited for us.
    ///
    /// @param clock its time
    public static Moment heard(Clock clock) {
        return new Moment(clock.nanos(), clock.received());
    }

    private record Change(double value, Moment moment) {}

    /// A message that is about to be taken, told of by `context`.
    public Message message(LinkContext context) {
        return new Message(context);
    }

    /// What one message says. Nothing of it is seen before [#apply].
    public final class Message {

        private final LinkContext context;
        private final Map<SourceValue, Change> changes = new LinkedHashMap<>();
        private int measured;

        private Message(LinkContext context) {
            this.context = context;
        }

        /// Takes what the source says of a value; what cannot be understood makes it absent and is a trouble.
        ///
        /// @param said the same as text, for people
        public void accept(SourceValue channel, SourceValue.Value value, String said, Moment moment) {
            switch (value) {
                case SourceValue.Value.Measured(double number) -> {
                    context.health().count("values");
                    measured++;
                    changes.put(channel, new Change(number, moment));
                    context.settled(channel.point().name());
                }
                case SourceValue.Value.Missing _ -> {
                    remove(channel, moment);
                    context.settled(channel.point().name());
                }
                case SourceValue.Value.Refused refused -> {
                    context.health().count(refused.why());
                    changes.put(channel, new Change(Double.NaN, moment));
                    refuse(channel, refused.sentence(), said);
                }
            }
        }

        /// The same of a JSON value: a number or a text with one; `null` is absent.
        public void accept(SourceValue channel, JsonValue value, Moment moment) {
            switch (value) {
                case JsonValue.NumberValue(String literal) ->
                    accept(channel, channel.read(literal, null), literal, moment);
                case JsonValue.StringValue(String text) -> accept(channel, channel.read(text, null), text, moment);
                case JsonValue.BooleanValue(boolean truth) ->
                    kind(
                            channel,
                            io.polymeter.message.Message.of("is-boolean", "is true or false"),
                            "" + truth,
                            moment);
                case JsonValue.ObjectValue _ ->
                    kind(channel, io.polymeter.message.Message.of("is-object", "is an object"), "", moment);
                case JsonValue.ArrayValue _ ->
                    kind(channel, io.polymeter.message.Message.of("is-list", "is a list"), "", moment);
                case JsonValue.NullValue _ -> accept(channel, new SourceValue.Value.Missing(), "", moment);
            }
        }

        private void kind(SourceValue channel, io.polymeter.message.Message what, String said, Moment moment) {
            io.polymeter.message.Message sentence = io.polymeter.message.Message.of(
                    "expected-number", "{what}; expected a number, or a text with one", what);
            accept(channel, new SourceValue.Value.Refused("not-a-number", sentence), said, moment);
        }

        /// The source has no such value (any more).
        public void remove(SourceValue channel, Moment moment) {
            context.health().count("without-value");
            changes.put(channel, new Change(Double.NaN, moment));
        }

        /// The message cannot be used for a value, which keeps what it was.
        public void refuse(SourceValue channel, io.polymeter.message.Message sentence, String said) {
            io.polymeter.message.Message whole = channel.origin().isEmpty()
                    ? sentence
                    : io.polymeter.message.Message.of("about-3", "{name}: {why}", channel.origin(), sentence);
            context.trouble(Trouble.warning(channel.point().name(), whole, said));
        }

        /// Makes it the meter's next state.
        ///
        /// @return how many numbers the message had
        public int apply() {
            synchronized (MeterInput.this) {
                Map<SourceValue, Change> news = new LinkedHashMap<>();
                changes.forEach((channel, change) -> {
                    Long before = heard.get(channel);
                    if (before == null || change.moment().heard() - before >= 0) {
                        heard.put(channel, change.moment().heard());
                        news.put(channel, change);
                    }
                });
                if (!news.isEmpty()) {
                    meter.update(state -> {
                        Readings.Builder readings = state.measured().toBuilder();
                        news.forEach((channel, change) -> put(readings, channel, change));
                        Profile profile = state.profile();
                        Readings all = readings.build();
                        return state.with(profile == null ? all : Codec.withSums(profile, all));
                    });
                }
            }
            return measured;
        }

        private static void put(Readings.Builder readings, SourceValue channel, Change change) {
            for (Point target : channel.targets()) {
                readings.put(target, change.value(), change.moment().measured());
            }
        }
    }
}
