package io.polymeter.capture;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Answers as a recorded device did, at the time of the recording that has come. That time begins with the first
/// request, and passes once: after the end every read is refused, so that nothing frozen is taken for a measurement.
///
/// What was read again and again is answered for as long as the device's next answer can have been late; where the
/// recording has a gap, the read is refused. What was read a single time is what a device says of itself: it
/// holds while the device answers other reads, is silent where the device was, and is refused where the
/// recording has a gap. Where its registers were also read again and again, it is as old as any other answer.
/// No request changes anything.
public final class RecordedDevice implements RequestHandler {

    /// The least time an answer holds, in microseconds.
    private static final long MIN = 2_000_000;

    private static final long EVER = Long.MAX_VALUE / 4;

    private final Map<Place, List<Series>> places = new HashMap<>();
    private final Map<Request, TreeMap<Long, Exchange>> others = new HashMap<>();
    private final Map<Integer, Life> lives = new HashMap<>();
    private final long begin;
    private final long end;
    private final double speed;
    private final LongSupplier nanos;
    private long started = Long.MIN_VALUE;

    private record Place(int unit, int function) {}

    private record Span(int address, int quantity) {
        boolean meets(Span other) {
            return address < other.address + other.quantity && other.address < address + quantity;
        }
    }

    /// Whether a unit answered, whatever it was asked.
    private record Life(NavigableMap<Long, Exchange> exchanges, long holds) {

        /// The exchange that tells how it was at a time; null in a gap.
        @Nullable
        Exchange at(long time) {
            Map.Entry<Long, Exchange> entry = exchanges.floorEntry(time);
            return entry == null || time - entry.getKey() > holds ? null : entry.getValue();
        }
    }

    /// All answers to one read.
    private record Series(Span span, NavigableMap<Long, Exchange> exchanges, long holds) {

        boolean once() {
            return exchanges.size() == 1;
        }

        @Nullable
        Exchange at(long time) {
            Map.Entry<Long, Exchange> entry = exchanges.floorEntry(time);
            if (entry == null) {
                entry = exchanges.firstEntry();
                return entry.getKey() - time <= holds ? entry.getValue() : null;
            }
            return time - entry.getKey() <= holds ? entry.getValue() : null;
        }
    }

    /// @param device an index of [Recording#devices]
    /// @param speed how fast the time of the recording passes; 1: as it did
    /// @param nanos a monotonic clock
    public RecordedDevice(Recording recording, int device, double speed, LongSupplier nanos) {
        this.speed = speed;
        this.nanos = nanos;
        List<Exchange> own = recording.exchanges().stream()
                .filter(exchange -> exchange.device() == device)
                .toList();
        this.begin = own.stream().mapToLong(Exchange::asked).min().orElse(0);
        this.end = own.stream().mapToLong(Exchange::answered).max().orElse(0);
        Map<Place, Map<Span, NavigableMap<Long, Exchange>>> sorted = new HashMap<>();
        for (Exchange exchange : own) {
            Span span = span(exchange.request());
            if (span == null) {
                others.computeIfAbsent(exchange.request(), _ -> new TreeMap<>()).put(exchange.asked(), exchange);
            } else {
                sorted.computeIfAbsent(place(exchange.unit(), exchange.request()), _ -> new HashMap<>())
                        .computeIfAbsent(span, _ -> new TreeMap<>())
                        .put(exchange.asked(), exchange);
            }
        }
        sorted.forEach((place, spans) -> places.put(place, series(spans)));
        own.stream().map(Exchange::unit).distinct().forEach(unit -> lives.put(unit, life(unit, own)));
    }

    private static List<Series> series(Map<Span, NavigableMap<Long, Exchange>> spans) {
        List<Span> repeated = spans.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(Map.Entry::getKey)
                .toList();
        return spans.entrySet().stream()
                .map(entry -> {
                    boolean live = repeated.stream().anyMatch(entry.getKey()::meets);
                    return new Series(entry.getKey(), entry.getValue(), live ? holds(entry.getValue()) : EVER);
                })
                .toList();
    }

    /// A unit lives on for as long as its most frequent read can have been late.
    private Life life(int unit, List<Exchange> own) {
        TreeMap<Long, Exchange> exchanges = new TreeMap<>();
        own.stream()
                .filter(exchange -> exchange.unit() == unit)
                .forEach(exchange -> exchanges.put(exchange.asked(), exchange));
        long holds = places.entrySet().stream()
                .filter(entry -> entry.getKey().unit() == unit)
                .flatMap(entry -> entry.getValue().stream())
                .filter(series -> !series.once())
                .mapToLong(Series::holds)
                .min()
                .orElse(EVER);
        return new Life(exchanges, holds);
    }

    private static long holds(NavigableMap<Long, Exchange> exchanges) {
        if (exchanges.size() == 1) {
            return MIN;
        }
        List<Long> gaps = new ArrayList<>();
        long last = exchanges.firstKey();
        for (long time : exchanges.tailMap(last, false).keySet()) {
            gaps.add(time - last);
            last = time;
        }
        gaps.sort(null);
        return Math.max(MIN, 3 * gaps.get(gaps.size() / 2));
    }

    /// How long the recording of the device is, in seconds.
    public double seconds() {
        return (end - begin) / 1e6;
    }

    /// The units that were asked.
    public boolean serves(int unit) {
        return places.keySet().stream().anyMatch(place -> place.unit() == unit);
    }

    /// True once the recording is over.
    public synchronized boolean over() {
        return started != Long.MIN_VALUE && now() > end;
    }

    private synchronized long now() {
        long nanos = this.nanos.getAsLong();
        if (started == Long.MIN_VALUE) {
            started = nanos;
        }
        return begin + (long) ((nanos - started) / 1000.0 * speed);
    }

    @Override
    public Answer handle(int unit, Request request, Peer peer) {
        long now = now();
        if (!serves(unit)) {
            return Answer.SILENCE;
        }
        if (!request.onlyReads()) {
            return refusal(request, ExceptionCode.ILLEGAL_FUNCTION);
        }
        if (now > end) {
            return refusal(request, ExceptionCode.SERVER_DEVICE_FAILURE);
        }
        Span span = span(request);
        if (span != null) {
            return read(unit, request, span, now);
        }
        TreeMap<Long, Exchange> known = others.get(request);
        if (known == null) {
            return refusal(request, ExceptionCode.ILLEGAL_FUNCTION);
        }
        Map.Entry<Long, Exchange> entry = known.floorEntry(now);
        return reply((entry == null ? known.firstEntry() : entry).getValue());
    }

    /// The same read where it was made, else the narrowest that holds it: one reply is one answer of the device.
    private Answer read(int unit, Request request, Span span, long now) {
        boolean known = false;
        @Nullable Series best = null;
        @Nullable Exchange found = null;
        for (Series series : places.getOrDefault(place(unit, request), List.of())) {
            Span has = series.span();
            if (has.address() > span.address()
                    || has.address() + has.quantity() < span.address() + span.quantity()
                    || best != null && best.span().quantity() <= has.quantity()) {
                continue;
            }
            known = true;
            Exchange exchange = series.at(now);
            if (exchange != null && (has.equals(span) || exchange.reply() instanceof Response.ReadRegisters)) {
                best = series;
                found = exchange;
            }
        }
        if (found == null || best == null) {
            return refusal(request, known ? ExceptionCode.SERVER_DEVICE_FAILURE : ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
        Exchange alive = best.once() ? life(unit, now) : found;
        if (alive == null || alive.reply() == null) {
            return alive == null ? refusal(request, ExceptionCode.SERVER_DEVICE_FAILURE) : Answer.SILENCE;
        }
        if (found.reply() instanceof Response.ReadRegisters(int function, Words values)) {
            return new Response.ReadRegisters(
                    function, values.slice(span.address() - best.span().address(), span.quantity()));
        }
        return reply(found);
    }

    private @Nullable Exchange life(int unit, long now) {
        Life life = lives.get(unit);
        return life == null ? null : life.at(now);
    }

    private static Answer reply(Exchange exchange) {
        Response reply = exchange.reply();
        return reply == null ? Answer.SILENCE : reply;
    }

    private static Response refusal(Request request, ExceptionCode code) {
        return new Response.Refusal(request.functionCode(), code);
    }

    private static Place place(int unit, Request request) {
        return new Place(unit, request.functionCode());
    }

    private static @Nullable Span span(Request request) {
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) -> new Span(address, quantity);
            case Request.ReadInputRegisters(int address, int quantity) -> new Span(address, quantity);
            case Request.ReadCoils(int address, int quantity) -> new Span(address, quantity);
            case Request.ReadDiscreteInputs(int address, int quantity) -> new Span(address, quantity);
            default -> null;
        };
    }
}
