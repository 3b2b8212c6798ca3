package io.polymeter.view;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Words;

/// What a consumer is told when it reads registers.
public sealed interface Served {

    /// The words, all of one state of the meter, and fresh (or held on the user's demand).
    record Data(Words words) implements Served {}

    /// A refusal and why.
    record Refused(ExceptionCode code, Reason reason) implements Served {}

    /// No answer, and why.
    record Silent(Reason reason) implements Served {}

    /// Why there is no data.
    enum Reason {
        /// The device has no such register.
        NO_SUCH_ADDRESS,
        /// Never received since the start.
        NOT_RECEIVED,
        /// Older than its group's age limit.
        STALE
    }
}
