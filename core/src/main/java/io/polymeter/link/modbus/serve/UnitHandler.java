package io.polymeter.link.modbus.serve;

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

    Answer answer(Request request, Peer peer, long now) {
        WriteAccess access = writes;
        Range written = written(request);
        if (access == null || written == null || isPush(access, peer)) {
            return respond(request, peer, now);
        }
        return access.write(request, written, peer);
    }

    /// A stranger's push is the business of those who are pushed to, unless others may write as well.
    private boolean isPush(WriteAccess access, Peer peer) {
        return !sources.isEmpty() && !access.passesOn()
                || sources.stream().anyMatch(source -> source.from().admits(peer));
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

    private Answer respond(Request request, Peer peer, long now) {
        return switch (request) {
            case Request.ReadHoldingRegisters(int address, int quantity) ->
                read(3, new Range(address, quantity), peer, now);
            case Request.ReadInputRegisters(int address, int quantity) ->
                read(4, new Range(address, quantity), peer, now);
            case Request.WriteSingleRegister(int address, int value) -> {
                ExceptionCode code = write(address, Words.of(value), peer);
                yield code == null ? new Response.WriteSingleRegister(address, value) : refuse(6, code);
            }
            case Request.WriteMultipleRegisters(int address, Words values) -> {
                ExceptionCode code = write(address, values, peer);
                yield code == null ? new Response.WriteMultiple(16, address, values.count()) : refuse(16, code);
            }
            case Request.ReadWriteMultipleRegisters both -> writeThenRead(both, peer, now);
            case Request.ReturnQueryData(Words data) -> known(peer) ? new Response.ReturnQueryData(data) : illegal(8);
            case Request.ReadDeviceIdentification identification ->
                output != null && known(peer) ? output.identity().answer(identification) : illegal(43);
            case Request.ReadCoils _,
                    Request.ReadDiscreteInputs _,
                    Request.WriteSingleCoil _,
                    Request.WriteMultipleCoils _,
                    Request.MaskWriteRegister _ -> illegal(request.functionCode());
        };
    }

    private boolean known(Peer peer) {
        InetAddress address = peer.address();
        return address == null || admits(address);
    }

    private Answer read(int function, Range range, Peer peer, long now) {
        return output == null ? illegal(function) : output.read(function, range, peer, now);
    }

    /// The specification writes first. What cannot be read at all is refused before anything is written.
    private Answer writeThenRead(Request.ReadWriteMultipleRegisters both, Peer peer, long now) {
        if (output == null || !output.allow().admits(peer)) {
            return illegal(23);
        }
        ExceptionCode code = write(both.writeAddress(), both.values(), peer);
        return code != null
                ? refuse(23, code)
                : output.read(23, new Range(both.readAddress(), both.readQuantity()), peer, now);
    }

    private @Nullable ExceptionCode write(int address, Words words, Peer peer) {
        for (PushSource source : sources) {
            if (source.from().admits(peer)) {
                return source.write(address, words, peer);
            }
        }
        // The first one counts the foreign sender.
        return sources.isEmpty()
                ? ExceptionCode.ILLEGAL_FUNCTION
                : sources.getFirst().write(address, words, peer);
    }

    private Response refuse(int function, ExceptionCode code) {
        if (output != null && sources.isEmpty()) {
            return output.refuse(function, code, OutputCounters.Reason.WRITE);
        }
        return new Response.Refusal(function, code);
    }

    private Response illegal(int function) {
        return output != null
                ? output.refuse(function, ExceptionCode.ILLEGAL_FUNCTION, OutputCounters.Reason.FUNCTION)
                : new Response.Refusal(function, ExceptionCode.ILLEGAL_FUNCTION);
    }
}
