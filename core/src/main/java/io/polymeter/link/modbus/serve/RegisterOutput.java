package io.polymeter.link.modbus.serve;

import io.polymeter.link.OutputCounters;
import io.polymeter.loop.OutputTiming;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.DeviceObjects;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.view.RegisterView;
import io.polymeter.view.Served;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/// A meter shown as registers under one unit id.
///
/// @param view how
/// @param functions the function codes that read it, of 3 and 4
/// @param tables the function codes that read registers of their own
/// @param allow who may read
/// @param identity what it says of itself (43/14)
/// @param tally what is counted
public record RegisterOutput(
        String name,
        Meter meter,
        RegisterView view,
        Set<Integer> functions,
        Set<Integer> tables,
        AllowList allow,
        DeviceObjects identity,
        OutputCounters tally,
        TrafficListener listener) {

    /// Answers a read from one state of the meter.
    ///
    /// @param admitted whether the client may read
    Answer read(int function, Range range, boolean admitted, long now) {
        if (!admitted) {
            return refuse(function, ExceptionCode.ILLEGAL_DATA_ADDRESS, OutputCounters.Reason.NOT_ALLOWED);
        }
        boolean usual = function == 23 || functions.contains(function);
        if (!usual && !tables.contains(function)) {
            return refuse(function, ExceptionCode.ILLEGAL_FUNCTION, OutputCounters.Reason.FUNCTION);
        }
        return switch (served(function, usual, range, now)) {
            case Served.Data(Words words) -> {
                tally.served();
                listener.served(this, range.address(), range.count());
                yield new Response.ReadRegisters(function, words);
            }
            case Served.Refused(ExceptionCode code, Served.Reason reason) -> refuse(function, code, of(reason));
            case Served.Silent _ -> {
                tally.silent();
                yield Answer.SILENCE;
            }
        };
    }

    /// What this function code alone reads comes before what all read.
    private Served served(int function, boolean usual, Range range, long now) {
        MeterState state = meter.state();
        if (tables.contains(function)) {
            Served own = view.read(state, Range.table(function) + range.address(), range.count(), now);
            boolean elsewhere = own instanceof Served.Refused(ExceptionCode _, Served.Reason reason)
                    && reason == Served.Reason.NO_SUCH_ADDRESS;
            if (!elsewhere || !usual) {
                return own;
            }
        }
        return view.read(state, range.address(), range.count(), now);
    }

    /// Counts how old an answer was, each group by itself.
    void time(Range range, Peer peer, long now) {
        OutputTiming timing = tally.timing();
        MeterState shown = view.shown(meter.state(), now);
        Profile profile = shown.profile();
        if (timing == null || profile == null) {
            return;
        }
        InetAddress address = peer.address();
        long client = address == null ? 0 : address.hashCode();
        List<Span> spans = profile.spans();
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            int from = Math.max(range.address(), span.range().address());
            int count = Math.min(range.end(), span.range().end()) - from;
            if (count > 0 && span.group().freshFor() != null && shown.image().covers(from, count)) {
                long instant = now - shown.image().oldestAge(from, count, now);
                timing.group(span.group().name()).answered(client << 17 | 1 << 16 | from, now, instant);
            }
        }
    }

    /// Refuses, and counts why.
    Response refuse(int function, ExceptionCode code, OutputCounters.Reason reason) {
        tally.refused(reason);
        return new Response.Refusal(function, code);
    }

    private static OutputCounters.Reason of(Served.Reason reason) {
        return switch (reason) {
            case NO_SUCH_ADDRESS -> OutputCounters.Reason.NO_SUCH_ADDRESS;
            case NOT_RECEIVED -> OutputCounters.Reason.NOT_RECEIVED;
            case STALE -> OutputCounters.Reason.STALE;
        };
    }
}
