package io.polymeter.link.modbus.proxy;

import io.polymeter.link.Clock;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.OutputStatistics;
import io.polymeter.link.modbus.serve.AllowList;
import io.polymeter.link.modbus.serve.EndpointHandler;
import io.polymeter.link.modbus.serve.UnitHandler;
import io.polymeter.link.modbus.serve.WriteAccess;
import io.polymeter.message.Message;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import io.polymeter.store.Meter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes the requests of a proxy's clients: those that may be, to the device; the answers are its own.
final class ProxyServer implements EndpointHandler {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.proxy");

    /// The highest unit id that the specification of the serial line gives to devices.
    private static final int HIGHEST = 247;

    private final Terms terms;
    private final Clock clock;
    private final ProxyLink link;
    private final ResponseCache recent;
    private final OutputCounters tally = new OutputCounters();
    private final ClientStatistics clients;
    private final WriteAccess writes;
    private volatile boolean warned;

    /// Whom clients reach, and what they may write.
    ///
    /// @param name of the output
    /// @param unit the meter's unit id, the only one of which a profile says what is writable
    /// @param serial true where the device is on a serial line, where nobody answers to unit 0
    /// @param functions the function codes that are passed beside those that read
    /// @param replyWithin how long a reply may take where clients are on a serial line
    /// @param profile says what is writable; null: nothing is
    /// @param meter of which the chain says that, null where the profile does
    record Terms(
            String name,
            IntSupplier unit,
            boolean serial,
            Set<Integer> functions,
            Duration replyWithin,
            AllowList allow,
            @Nullable Profile profile,
            @Nullable Meter meter) {

        /// What is writable now: what a device's own chain has is found by its models, never by addresses of others.
        @Nullable
        Profile writable() {
            return meter == null ? profile : meter.state().profile();
        }
    }

    ProxyServer(Terms terms, Clock clock, ProxyLink link) {
        this.terms = terms;
        this.clock = clock;
        this.link = link;
        this.recent = link.recent();
        this.clients = link.clients();
        WriteAccess.Place place = new WriteAccess.Place(terms.name(), tally);
        WriteAccess.Passage passage = terms.profile() == null
                ? null
                : (request, peer) -> pass(terms.unit().getAsInt(), request, peer);
        this.writes = new WriteAccess(place, terms::writable, passage);
    }

    /// The figures now, with those of each client.
    OutputStatistics statistics(long now) {
        return tally.snapshot(now, clients.snapshot());
    }

    @Override
    public boolean admits(InetAddress address) {
        return terms.allow().admits(address);
    }

    /// On a line of ours other units may be other devices' there.
    @Override
    public boolean serves(int unit) {
        return unit == terms.unit().getAsInt();
    }

    @Override
    public Duration answerWithin() {
        return terms.replyWithin();
    }

    @Override
    public Message units() {
        return Message.of("all-units", "all units of the device");
    }

    @Override
    public long unknownUnits() {
        return 0;
    }

    @Override
    public Answer handle(int unit, Request request, Peer peer) {
        long now = clock.nanos();
        tally.asked(peer, now);
        ClientStatistics.Tally client = clients.of(client(peer));
        client.asked();
        Answer answer = answer(unit, request, peer, now);
        // What is passed on is counted when it is answered.
        if (answer instanceof Response response) {
            client.answered(isData(response), clock.nanos() - now);
        }
        return answer;
    }

    private Answer answer(int unit, Request request, Peer peer, long now) {
        if (!terms.allow().admits(peer)) {
            return refuse(request, ExceptionCode.ILLEGAL_DATA_ADDRESS, OutputCounters.Reason.NOT_ALLOWED);
        }
        if (terms.serial() && unit == 0) {
            return refuse(request, ExceptionCode.GATEWAY_PATH_UNAVAILABLE, OutputCounters.Reason.NO_PATH);
        }
        if (terms.serial() && unit > HIGHEST && !warned) {
            warned = true;
            LOG.warn("{}: a client asks for unit {}; on a serial line 248 to 255 are reserved", terms.name(), unit);
        }
        if (terms.functions().contains(request.functionCode())) {
            return new Answer.Later(pass(unit, request, peer));
        }
        if (request instanceof Request.OtherFunction && !request.onlyReads()) {
            return refuse(request, ExceptionCode.ILLEGAL_FUNCTION, OutputCounters.Reason.FUNCTION);
        }
        if (!request.onlyReads()) {
            Range range = unit == terms.unit().getAsInt() ? UnitHandler.written(request) : null;
            return range == null
                    ? refuse(request, ExceptionCode.ILLEGAL_FUNCTION, OutputCounters.Reason.WRITE)
                    : writes.write(request, range, new WriteAccess.Client(peer, true));
        }
        Response known = recent.find(unit, request, now);
        if (known == null) {
            return new Answer.Later(pass(unit, request, peer));
        }
        tally.served();
        tally.answered(clock.nanos() - now);
        clients.of(client(peer)).shared();
        return known;
    }

    private CompletableFuture<Response> pass(int unit, Request request, Peer peer) {
        String client = client(peer);
        PendingRequest inquiry =
                PendingRequest.of(client, unit, request, request.onlyReads() ? clock.nanos() : clock.received());
        var _ = inquiry.answer().thenAccept(response -> count(inquiry, response, clients.of(client)));
        link.ask(inquiry);
        return inquiry.answer();
    }

    private void count(PendingRequest inquiry, Response response, ClientStatistics.Tally client) {
        long took = clock.nanos() - inquiry.asked();
        tally.answered(took);
        client.answered(isData(response), took);
        if (isData(response)) {
            tally.served();
        } else {
            tally.refused(reason(response));
        }
    }

    private static OutputCounters.Reason reason(Response refusal) {
        if (refusal instanceof Response.Refusal(int _, ExceptionCode code)) {
            if (code == ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND) {
                return OutputCounters.Reason.NO_ANSWER;
            }
            if (code == ExceptionCode.SERVER_DEVICE_BUSY) {
                return OutputCounters.Reason.BUSY;
            }
        }
        return OutputCounters.Reason.DEVICE;
    }

    private Response refuse(Request request, ExceptionCode code, OutputCounters.Reason reason) {
        tally.refused(reason);
        return new Response.Refusal(request.functionCode(), code);
    }

    private static boolean isData(Response response) {
        return !(response instanceof Response.Refusal) && !(response instanceof Response.VendorRefusal);
    }

    /// Whose turn it is: a host's, however many connections it opens.
    private static String client(Peer peer) {
        InetAddress address = peer.address();
        return address == null ? peer.name() : address.getHostAddress();
    }
}
