package io.polymeter.modbus.serial;

import io.polymeter.modbus.net.Ticker;
import java.time.Duration;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// How a serial server behaves on its bus.
///
/// @param units the unit ids answered for, of 1 to 247; all others are followed and left alone
/// @param turnaround the shortest silence between the last byte of a request and its reply; null: 3.5 characters
///     as "MODBUS over Serial Line" V1.02, section 2.5.1.1 demands, counted from the arrival of the last byte,
///     and none where bytes take no time (a pseudo-terminal, TCP). RS485 adapters need it: the client must have
///     let go of the wire
/// @param answerWithin a reply that is not on its way so long after the request's last byte is never sent
/// @param echo whether the adapter hears itself
public record RtuSettings(
        SerialParameters parameters,
        IntPredicate units,
        @Nullable Duration turnaround,
        Duration answerWithin,
        Echo echo,
        Ticker ticker) {

    public RtuSettings {
        parameters.forRtu();
    }

    /// Whether what is sent comes back as if it had been received, as with RS485 adapters whose receiver stays
    /// on.
    public enum Echo {
        /// Found out by the first replies.
        AUTOMATIC,
        /// It does.
        YES,
        /// It does not.
        NO
    }

    /// 100 ms: clients wait longer than that, and have forgotten nothing yet.
    public static final Duration ANSWER_WITHIN = Duration.ofMillis(100);

    /// The defaults for everything but the line and the units.
    public static RtuSettings of(SerialParameters parameters, IntPredicate units) {
        return new RtuSettings(parameters, units, null, ANSWER_WITHIN, Echo.AUTOMATIC, Ticker.SYSTEM);
    }

    /// The same with another turnaround.
    public RtuSettings withTurnaround(Duration other) {
        return new RtuSettings(parameters, units, other, answerWithin, echo, ticker);
    }

    /// The same with another limit for replies.
    public RtuSettings withAnswerWithin(Duration other) {
        return new RtuSettings(parameters, units, turnaround, other, echo, ticker);
    }

    /// The same with another belief about the adapter.
    public RtuSettings withEcho(Echo other) {
        return new RtuSettings(parameters, units, turnaround, answerWithin, other, ticker);
    }

    /// The same with another time.
    public RtuSettings withTicker(Ticker other) {
        return new RtuSettings(parameters, units, turnaround, answerWithin, echo, other);
    }

    /// Nanoseconds of silence before a reply on `line`.
    long turnaroundOn(SerialLine line) {
        if (turnaround != null) {
            return turnaround.toNanos();
        }
        return line.paced() ? parameters.t3_5() : 0;
    }
}
