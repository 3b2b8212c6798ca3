package io.polymeter.fleet.site;

/// What follows from a message, apart from the new state.
public sealed interface Effect {

    /// A quarter-hour of a meter is to be told, and added to the sums it is part of.
    record Tell(String meter, Window.Told told) implements Effect {}

    /// The gateway is to send its births again.
    record Rebirth() implements Effect {}

    /// The gateway is to send what it has kept of a stretch of time.
    record Replay(long from, long to) implements Effect {}

    /// The gateway is to be told an order.
    record Send(Order order) implements Effect {}

    /// An order has come further.
    record Progress(Order order) implements Effect {}

    /// Something a person may want to know.
    ///
    /// @param meter empty for the site as a whole
    record Notice(What what, String meter, String text) implements Effect {}

    /// Something was refused or put right, and is counted.
    record Count(Refused refused) implements Effect {}

    /// What operators see of the site has changed.
    record Changed() implements Effect {}

    /// Kinds of events.
    enum What {
        ONLINE,
        OFFLINE,
        SILENT,
        RECOVERED,
        GONE,
        FROZEN,
        IMPLAUSIBLE,
        PLAUSIBLE,
        HOLE,
        LOST,
        CLOCK
    }

    /// What is counted.
    enum Refused {
        FUTURE,
        TOO_OLD,
        MALFORMED,
        UNKNOWN_ALIAS,
        UNBORN,
        STALE_DEATH,
        TOO_MANY_METRICS
    }
}
