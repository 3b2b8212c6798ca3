package io.polymeter.link.modbus.serve;

import io.polymeter.link.OutputCounters;
import io.polymeter.link.OutputStatistics;
import io.polymeter.link.SamplePacing;
import io.polymeter.loop.OutputTiming;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.DeviceObjects;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.Span;
import io.polymeter.register.Range;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterState;
import io.polymeter.view.RegisterView;
import io.polymeter.view.Served;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A meter shown as registers under one unit id.
///
/// @param view how
/// @param functions the function codes that read it, of 3 and 4
/// @param tables the function codes that read registers of their own
/// @param allow who may read
/// @param identity what it says of itself (43/14)
/// @param tally what is counted
/// @param pacing when its readers get a new sample
public record RegisterOutput(
        String name,
        Meter meter,
        RegisterView view,
        Set<Integer> functions,
        Set<Integer> tables,
        AllowList allow,
        DeviceObjects identity,
        OutputCounters tally,
        TrafficListener listener,
        SamplePacing pacing) {

    /// Answers a read from one state of the meter.
    ///
    /// @param admitted whether the client may read
    Answer read(int function, Range range, boolean admitted, long now) {
        if (!admitted) {
            return refuse(function, ExceptionCode.ILLEGAL_DATA_ADDRESS, OutputCounters.Reason.NOT_ALLOWED);
        }
        boolean usual = function == 23 || functions.contains(function);
        if (!usual && !tables.contains(function)) {
            tally.refusedRead(function, range.address(), range.count(), OutputCounters.Reason.FUNCTION);
            return refuse(function, ExceptionCode.ILLEGAL_FUNCTION, OutputCounters.Reason.FUNCTION);
        }
        return switch (served(function, usual, range, now)) {
            case Served.Data(Words words) -> {
                tally.served();
                listener.served(this, range.address(), range.count());
                yield new Response.ReadRegisters(function, words);
            }
            case Served.Refused(ExceptionCode code, Served.Reason reason) -> {
                tally.refusedRead(function, range.address(), range.count(), of(reason));
                yield refuse(function, code, of(reason));
            }
            case Served.Silent(Served.Reason reason) -> {
                tally.refusedRead(function, range.address(), range.count(), of(reason));
                tally.silent();
                yield Answer.SILENCE;
            }
        };
    }

    /// What this function code alone reads comes before what all read.
    private Served served(int function, boolean usual, Range range, long now) {
        MeterState state = pacing.state(now);
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

    /// Keeps a read until there is a newer sample than its sender has had.
    ///
    /// @return null where it is to be answered at once
    @Nullable
    Answer hold(Range range, Peer peer, long now, Supplier<Answer> reply) {
        SamplePacing.Asker asker =
                new SamplePacing.Asker(client(peer) << 24 | (long) range.count() << 17 | range.address());
        CompletableFuture<Answer> later = pacing.hold(asker, now, at -> live(range, at), reply);
        return later == null ? null : new Answer.Later(later);
    }

    private static long client(Peer peer) {
        InetAddress address = peer.address();
        return address == null ? 0 : address.hashCode();
    }

    /// When the oldest of what lives in a range was received; the least number where nothing there does, or it is not
    /// all there.
    private long live(Range range, long now) {
        MeterState shown = view.shown(pacing.state(now), now);
        Profile profile = shown.profile();
        long oldest = Long.MIN_VALUE;
        if (profile != null) {
            for (Row row : profile.rowsIn(range.address(), range.count())) {
                boolean lives = row.point() != null && row.point().quantity().kind() == Quantity.Kind.LIVE;
                if (lives
                        && shown.image()
                                .covers(row.range().address(), row.range().count())) {
                    long age = shown.image()
                            .oldestAge(row.range().address(), row.range().count(), now);
                    oldest = oldest == Long.MIN_VALUE ? now - age : Math.min(oldest, now - age);
                }
            }
        }
        return oldest;
    }

    /// Counts how old an answer was, each group by itself.
    void time(Range range, Peer peer, long now) {
        OutputTiming timing = tally.timing();
        MeterState shown = view.shown(pacing.state(now), now);
        Profile profile = shown.profile();
        if (timing == null || profile == null) {
            return;
        }
        long client = client(peer);
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

    /// The figures now, and whether a consumer is refused most of what it asks.
    OutputStatistics statistics(long now) {
        OutputStatistics figures = tally.snapshot(now);
        return figures.with(RefusedMost.sentence(this, figures.recent(), now));
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
