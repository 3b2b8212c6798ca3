package io.polymeter.fleet.site;

import io.polymeter.fleet.bytes.RecordReader;
import io.polymeter.fleet.bytes.RecordWriter;

/// Something a site is to do: a metric that is to have a value, until an instant.
///
/// @param id given by whoever asked
/// @param device a meter, empty for the gateway itself
/// @param metric e.g. `power-limit`
/// @param expires when it lapses, milliseconds since 1970 UTC; the gateway enforces it, too
public record Order(String id, String device, String metric, double value, long expires, State state, long sent) {

    /// The most open orders of a site.
    static final int MAX = 16;

    /// How far it has come.
    public enum State {
        /// Told to the gateway, or to be told when it is there.
        SENT(0),
        /// The gateway reports the value.
        ECHOED(1),
        /// Its time is over; whether it ever held is said by the state before.
        LAPSED(2),
        /// Not accepted by the fleet: too many orders, or too late.
        REFUSED(3);

        private final int code;

        State(int code) {
            this.code = code;
        }
    }

    Order as(State next, long at) {
        return new Order(id, device, metric, value, expires, next, at);
    }

    /// Whether what a gateway reports is what was ordered.
    boolean isEchoedBy(double reported) {
        return Math.abs(reported - value) <= 1e-6 * Math.max(1, Math.abs(value));
    }

    /// The record of a topic.
    public byte[] bytes() {
        RecordWriter out = new RecordWriter(64);
        write(out);
        return out.bytes();
    }

    /// Reads the record of a topic.
    public static Order of(byte[] bytes) {
        return read(new RecordReader(bytes));
    }

    void write(RecordWriter out) {
        out.text(id)
                .text(device)
                .text(metric)
                .real(value)
                .number(expires)
                .number(state.code)
                .number(sent);
    }

    static Order read(RecordReader in) {
        State[] states = State.values();
        return new Order(
                in.text(),
                in.text(),
                in.text(),
                in.real(),
                in.number(),
                states[in.count(states.length - 1)],
                in.number());
    }
}
