package io.polymeter.link.telegram;

import io.polymeter.message.Message;
import io.polymeter.point.Unit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a meter said at once.
///
/// @param list which of its lists this is, where it sends several in turn; what another list says stays as it is
/// @param values by code, of now
/// @param serial the meter's number as it tells it, null where it does not
/// @param refusals fields that could not be used, each with the reason
/// @param notice what a person should know of it, null: nothing
public record Telegram(
        String list,
        Map<Obis, Value> values,
        @Nullable String serial,
        Set<Refusal> refusals,
        @Nullable Message notice) {

    public Telegram {
        values = Map.copyOf(values);
        refusals = Set.copyOf(refusals);
    }

    /// A field that could not be used.
    ///
    /// @param why in words that follow the field's name
    public record Refusal(String field, Message why) {

        @Override
        public String toString() {
            return field + " " + why;
        }
    }

    /// A number in a unit without prefix.
    public record Value(double number, Unit unit) {}

    /// Collects the fields of a telegram.
    public static final class Builder {

        private final Map<Obis, Value> values = new LinkedHashMap<>();
        private final Set<Refusal> refusals = new LinkedHashSet<>();
        private String list = "";
        private @Nullable String serial;
        private @Nullable Message notice;

        /// Names the list.
        public Builder list(String name) {
            list = name;
            return this;
        }

        /// Takes a value; one that is not of now and of this connection's electricity is left out. A value that
        /// comes twice is kept as it came first, channel 0 before channel 1.
        public Builder put(Obis code, double number, Unit unit) {
            if (!code.isPresent()) {
                return this;
            }
            if (!Double.isFinite(number)) {
                return refuse(code.toString(), Message.of("field-no-number", "is not a number"));
            }
            Value value = new Value(number, unit);
            if (code.b() == 0 && code.equals(code.plain())) {
                values.put(code, value);
            } else {
                values.putIfAbsent(code.plain(), value);
            }
            return this;
        }

        /// A value taken so far.
        public @Nullable Value get(Obis code) {
            return values.get(code);
        }

        /// Takes the meter's number.
        public Builder serial(String number) {
            if (serial == null && !number.isBlank()) {
                serial = number.strip();
            }
            return this;
        }

        /// Notes a field that cannot be used.
        ///
        /// @param why in words that follow the field's name
        public Builder refuse(String field, Message why) {
            refusals.add(new Refusal(field, why));
            return this;
        }

        /// Adds what a person should know.
        public Builder notice(Message text) {
            notice = text;
            return this;
        }

        /// The telegram.
        public Telegram build() {
            return new Telegram(list, values, serial, refusals, notice);
        }
    }
}
