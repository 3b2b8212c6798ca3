package io.polymeter.link.modbus.serve;

import io.polymeter.link.News;
import io.polymeter.link.OutputCounters;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.register.Range;
import io.polymeter.trust.ClientRole;
import io.polymeter.trust.PresentedCertificate;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides which writes of an output's clients are passed on to the meter, and which are acknowledged alone.
///
/// Whoever may write nothing at all is refused with exception code 1, as the Modbus/TCP Security specification
/// has it for missing rights; who may write something, but not this, with code 2.
public final class WriteAccess {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.writes");

    /// Writes and refusals that are logged at once, each one time; of what else comes few are, and all are counted.
    private static final int SAID = 200;

    private final Place place;
    private final Supplier<@Nullable Profile> profile;
    private final @Nullable Passage passage;
    private final News<String> said = new News<>(SAID);

    /// Where clients come to.
    ///
    /// @param name of the output
    /// @param tally counts what is refused
    public record Place(String name, OutputCounters tally) {
        static Place of(RegisterOutput output) {
            return new Place(output.name(), output.tally());
        }
    }

    /// Who asks.
    ///
    /// @param admitted whether the output's `allow` has it
    public record Client(Peer peer, boolean admitted) {}

    /// The way to the device.
    public interface Passage {

        /// Takes a write. Any thread; never waits.
        CompletableFuture<Response> forward(Request request, Peer peer);
    }

    /// @param profile says what is writable
    /// @param passage takes what is, null where nothing may be written
    public WriteAccess(Place place, Supplier<@Nullable Profile> profile, @Nullable Passage passage) {
        this.place = place;
        this.profile = profile;
        this.passage = passage;
    }

    /// True if some writes are passed on.
    boolean passesOn() {
        return passage != null;
    }

    /// Answers a write of function code 6 or 16.
    public Answer write(Request request, Range range, Client client) {
        Peer peer = client.peer();
        if (isAccepted(range, client)) {
            return acknowledge(request, range, peer);
        }
        ExceptionCode refusal = refusal(range, client);
        Passage to = passage;
        if (refusal == null && to != null) {
            String who = who(peer);
            if (said.isNews(who + range)) {
                LOG.info("{}: {} writes {}", place.name(), who, range);
            }
            return new Answer.Later(to.forward(request, peer));
        }
        ExceptionCode code = refusal == null ? ExceptionCode.ILLEGAL_FUNCTION : refusal;
        String who = who(peer);
        // Once, whatever it wants to write: a client that tries all registers does not fill the log.
        if (said.isNews(who + " " + code)) {
            LOG.warn("{}: {} tried to write {} and got exception {}", place.name(), who, range, code.code());
        }
        place.tally().refused(OutputCounters.Reason.WRITE);
        return new Response.Refusal(request.functionCode(), code);
    }

    /// True where consumers set the emulated device up and its profile takes that, whatever else may be written.
    private boolean isAccepted(Range range, Client client) {
        Profile known = profile.get();
        return client.admitted() && known != null && known.accepts(range.address(), range.count());
    }

    /// Has no effect and is never passed on: the registers go on saying what the profile says.
    private Answer acknowledge(Request request, Range range, Peer peer) {
        String who = who(peer);
        if (said.isNews(who + " sets " + range)) {
            LOG.info("{}: {} writes {}, which is acknowledged without effect", place.name(), who, range);
        }
        place.tally().served();
        return request instanceof Request.WriteSingleRegister(int address, int value)
                ? new Response.WriteSingleRegister(address, value)
                : new Response.WriteMultiple(16, range.address(), range.count());
    }

    private @Nullable ExceptionCode refusal(Range range, Client client) {
        Profile known = profile.get();
        if (passage == null || known == null || !client.admitted()) {
            return ExceptionCode.ILLEGAL_FUNCTION;
        }
        X509Certificate certificate = client.peer().certificate();
        if (certificate != null && !ClientRole.of(certificate).mayWrite()) {
            return ExceptionCode.ILLEGAL_FUNCTION;
        }
        boolean secured = certificate != null;
        if (known.rows().stream().noneMatch(row -> open(row, secured))) {
            return ExceptionCode.ILLEGAL_FUNCTION;
        }
        return covered(known.rowsIn(range.address(), range.count()), range, secured)
                ? null
                : ExceptionCode.ILLEGAL_DATA_ADDRESS;
    }

    /// Over TLS the gate before the endpoint has let only accepted clients pass.
    private static boolean open(Row row, boolean secured) {
        return switch (row.access()) {
            case READ, ACCEPT -> false;
            case WRITE -> true;
            case WRITE_TLS -> secured;
        };
    }

    /// True if writable rows fill the run exactly: half of a value is never written.
    private static boolean covered(List<Row> rows, Range range, boolean secured) {
        int next = range.address();
        for (Row row : rows) {
            if (row.range().address() != next || !open(row, secured)) {
                return false;
            }
            next = row.range().end();
        }
        return next == range.end();
    }

    private static String who(Peer peer) {
        InetAddress address = peer.address();
        String from = address == null ? peer.name() : address.getHostAddress();
        X509Certificate certificate = peer.certificate();
        return certificate == null
                ? from
                : from + " (" + PresentedCertificate.of(certificate).subject() + ")";
    }
}
