package io.polymeter.link.modbus.serve;

import io.polymeter.link.Clock;
import io.polymeter.link.OutputCounters;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.register.Range;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that answers under one unit id of one endpoint: the output that is read, and the sources that are
/// written. Immutable.
///
/// @param output what is read, null where the unit is only written
/// @param sources whom a write may be for; the first that admits the sender takes it
/// @param writes where other writes go, null where there is no output
public record UnitHandler(
        @Nullable RegisterOutput output,
        List<PushSource> sources,
        @Nullable WriteAccess writes) {

    public UnitHandler {
        sources = List.copyOf(sources);
    }

    /// True if this client has anything to do here.
    boolean admits(InetAddress address) {
        return output != null && output.allow().admits(address)
                || sources.stream().anyMatch(source -> source.from().admits(address));
    }

    /// Answers a request. Whom it is for counts it: a push the source, anything else the output.
    Answer handle(Request request, Peer peer, Clock clock) {
        Push push = push(request, peer);
        RegisterOutput shown = output;
        if (push != null) {
            return push.take(request, peer);
        }
        if (shown == null) {
            return request instanceof Request.ReturnQueryData(Words data) && isSender(peer)
                    ? new Response.ReturnQueryData(data)
                    : new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        }
        long now = clock.nanos();
        shown.tally().asked(peer, now);
        Range wanted = read(request);
        if (wanted != null && shown.allow().admits(peer) && !(request instanceof Request.ReadWriteMultipleRegisters)) {
            Answer later = shown.hold(wanted, peer, now, () -> answered(shown, request, peer, clock));
            if (later != null) {
                return later;
            }
        }
        return answered(shown, request, peer, clock);
    }

    private Answer answered(RegisterOutput shown, Request request, Peer peer, Clock clock) {
        long now = clock.nanos();
        Answer answer = answer(shown, request, peer, now);
        shown.tally().answered(clock.nanos() - now);
        Range read = answer instanceof Response.ReadRegisters ? read(request) : null;
        if (read != null) {
            shown.time(read, peer, now);
        }
        RefusedMost.look(shown, now);
        return answer;
    }

    private static @Nullable Range read(Request request) {
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) -> new Range(address, quantity);
            case Request.ReadInputRegisters(int address, int quantity) -> new Range(address, quantity);
            case Request.ReadWriteMultipleRegisters both -> new Range(both.readAddress(), both.readQuantity());
            case Request _ -> null;
        };
    }

    /// A write for a source.
    ///
    /// @param admitted false where the sender is a stranger
    private record Push(PushSource source, boolean admitted) {

        Response take(Request request, Peer peer) {
            return switch (request) {
                case Request.WriteSingleRegister(int address, int value) -> {
                    ExceptionCode code = write(address, Words.of(value), peer);
                    yield code == null ? new Response.WriteSingleRegister(address, value) : refusal(request, code);
                }
                case Request.WriteMultipleRegisters(int address, Words values) -> {
                    ExceptionCode code = write(address, values, peer);
                    yield code == null
                            ? new Response.WriteMultiple(16, address, values.count())
                            : refusal(request, code);
                }
                case Request other -> refusal(other, ExceptionCode.ILLEGAL_FUNCTION);
            };
        }

        @Nullable
        ExceptionCode write(int address, Words words, Peer peer) {
            return admitted ? source.write(address, words, peer) : source.refuseSender(peer);
        }

        private static Response refusal(Request request, ExceptionCode code) {
            return new Response.Refusal(request.functionCode(), code);
        }
    }

    /// The push that a request is, null where it is none. A stranger's push is the business of those who are pushed
    /// to, unless others may write as well.
    private @Nullable Push push(Request request, Peer peer) {
        return written(request) == null ? null : receiver(peer, writes == null || !writes.passesOn());
    }

    /// @param strangers whether the first source counts a stranger's write
    private @Nullable Push receiver(Peer peer, boolean strangers) {
        for (PushSource source : sources) {
            if (source.from().admits(peer)) {
                return new Push(source, true);
            }
        }
        return strangers && !sources.isEmpty() ? new Push(sources.getFirst(), false) : null;
    }

    private boolean isSender(Peer peer) {
        return sources.stream().anyMatch(source -> source.from().admits(peer));
    }

    /// What an FC06 or FC16 is for; null for every other request, which is never passed on.
    public static @Nullable Range written(Request request) {
        if (request instanceof Request.WriteSingleRegister single) {
            return new Range(single.address(), 1);
        }
        return request instanceof Request.WriteMultipleRegisters several
                ? new Range(several.address(), several.values().count())
                : null;
    }

    private Answer answer(RegisterOutput shown, Request request, Peer peer, long now) {
        boolean admitted = shown.allow().admits(peer);
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) ->
                shown.read(3, new Range(address, quantity), admitted, now);
            case Request.ReadInputRegisters(int address, int quantity) ->
                shown.read(4, new Range(address, quantity), admitted, now);
            case Request.WriteSingleRegister(int address, int _) ->
                write(shown, request, new Range(address, 1), new WriteAccess.Client(peer, admitted));
            case Request.WriteMultipleRegisters(int address, Words values) ->
                write(shown, request, new Range(address, values.count()), new WriteAccess.Client(peer, admitted));
            case Request.ReadWriteMultipleRegisters both ->
                admitted ? writeThenRead(shown, both, peer, now) : illegal(shown, request);
            case Request.ReturnQueryData(Words data) ->
                admitted || isSender(peer) ? new Response.ReturnQueryData(data) : illegal(shown, request);
            case Request.ReadDeviceIdentification identification ->
                admitted || isSender(peer) ? shown.identity().answer(identification) : illegal(shown, request);
            case Request.ReadCoils _,
                    Request.ReadDiscreteInputs _,
                    Request.WriteSingleCoil _,
                    Request.WriteMultipleCoils _,
                    Request.MaskWriteRegister _,
                    Request.OtherFunction _ -> illegal(shown, request);
        };
    }

    private Answer write(RegisterOutput shown, Request request, Range range, WriteAccess.Client client) {
        return writes == null
                ? shown.refuse(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION, OutputCounters.Reason.WRITE)
                : writes.write(request, range, client);
    }

    /// The specification writes first. What cannot be read at all is refused before anything is written.
    private Answer writeThenRead(RegisterOutput shown, Request.ReadWriteMultipleRegisters both, Peer peer, long now) {
        Push push = receiver(peer, true);
        if (push == null) {
            return shown.refuse(23, ExceptionCode.ILLEGAL_FUNCTION, OutputCounters.Reason.WRITE);
        }
        ExceptionCode code = push.write(both.writeAddress(), both.values(), peer);
        return code != null
                ? new Response.Refusal(23, code)
                : shown.read(23, new Range(both.readAddress(), both.readQuantity()), true, now);
    }

    private static Response illegal(RegisterOutput shown, Request request) {
        return shown.refuse(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION, OutputCounters.Reason.FUNCTION);
    }
}
