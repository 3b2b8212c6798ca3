package io.polymeter.link.modbus.serve;

import io.polymeter.link.News;
import io.polymeter.link.Trouble;
import io.polymeter.message.Message;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.trust.CertificateDefects;
import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.CertificateTable;
import io.polymeter.trust.PeerSide;
import io.polymeter.trust.PresentedCertificate;
import io.polymeter.trust.TrustAnchors;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands before what a TLS endpoint serves: every request of a client that is not accepted is refused with
/// exception code 1, until it is; a connection whose certificate is deleted ends.
///
/// Code 1 is what the Modbus/TCP Security specification answers whoever may not do what he asks (section 9).
final class TlsGate implements RequestHandler {

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.trust");

    private static final Message NOT_ACCEPTED = Message.of("not-accepted", "its certificate is not accepted");
    private static final Message NONE_PRESENTED = Message.of("none-presented", "no certificate presented");

    /// Reasons that are logged at once; of what else comes few are, and all are counted.
    private static final int SAID = 500;

    /// Clients that are shown to wait; the table has them all.
    private static final int MAX_WAITING = 20;

    private final RequestHandler served;
    private final CertificateTable table;
    private final TrustAnchors anchors;
    private final Map<Peer, Visitor> visitors = new ConcurrentHashMap<>();
    private final News<String> said = new News<>(SAID);
    private final Consumer<Trouble> troubles;
    private final Consumer<String> settled;
    private final Set<CertificateEntry.Key> waiting = ConcurrentHashMap.newKeySet();
    private final LongAdder expired = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failedHandshakes = new LongAdder();
    private final LongAdder withoutCertificate = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /// Who is connected.
    ///
    /// @param vouched true where the configuration trusts it
    /// @param misuse why it may not be a client, null where it may
    private record Visitor(
            PresentedCertificate shown,
            CertificateEntry.Key key,
            boolean vouched,
            @Nullable Message misuse) {}

    /// A gate that tells nobody who waits.
    TlsGate(RequestHandler served, CertificateTable table, TrustAnchors anchors) {
        this(served, new Trusted(table, anchors), _ -> {}, _ -> {});
    }

    /// Who is trusted.
    record Trusted(CertificateTable table, TrustAnchors anchors) {}

    /// @param troubles is told who waits to be accepted
    /// @param settled is told by the trouble's field that this is over
    TlsGate(RequestHandler served, Trusted trusted, Consumer<Trouble> troubles, Consumer<String> settled) {
        this.troubles = troubles;
        this.settled = settled;
        this.table = trusted.table();
        this.anchors = trusted.anchors();
        this.served = served;
    }

    @Override
    public Answer handle(int unit, Request request, Peer peer) {
        Visitor visitor = visitors.get(peer);
        Message why = visitor == null ? NONE_PRESENTED : refusal(visitor);
        if (why == null) {
            watch(visitor);
            return served.handle(unit, request, peer);
        }
        refused.increment();
        if (visitor != null) {
            say(peer, visitor, why);
            waits(peer, visitor, why);
        }
        return new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
    }

    /// Asked for each request: acceptance works on the open connection, and a certificate may expire on one.
    private @Nullable Message refusal(Visitor visitor) {
        Message standing = standing(visitor);
        if (standing != null) {
            return standing;
        }
        // Whom a person accepted by the fingerprint is the same when the certificate expires.
        if (table.accepts(visitor.key())) {
            return null;
        }
        Message time = CertificateDefects.time(visitor.shown().certificate(), table.now());
        return time != null ? time : visitor.vouched() ? null : NOT_ACCEPTED;
    }

    /// What no acceptance changes; null: nothing.
    private @Nullable Message standing(Visitor visitor) {
        X509Certificate certificate = visitor.shown().certificate();
        boolean over = CertificateDefects.isExpired(certificate, table.now());
        Message time = over ? null : CertificateDefects.time(certificate, table.now());
        return time != null ? time : visitor.misuse();
    }

    @Override
    public void connected(Peer peer) {
        X509Certificate certificate = peer.certificate();
        if (certificate == null) {
            return;
        }
        PresentedCertificate shown = PresentedCertificate.of(certificate);
        boolean vouched = anchors.vouchFor(certificate);
        CertificateEntry.Key key = new CertificateEntry.Key(PeerSide.CLIENT, shown.fingerprint());
        Visitor visitor = new Visitor(shown, key, vouched, CertificateDefects.use(certificate, PeerSide.CLIENT));
        visitors.put(peer, visitor);
        table.saw(PeerSide.CLIENT, shown, address(peer));
        Message why = refusal(visitor);
        if (why != null) {
            say(peer, visitor, why);
            waits(peer, visitor, why);
        } else if (CertificateDefects.isExpired(certificate, table.now())) {
            expired.increment();
            say(
                    peer,
                    "(" + shown.subject() + ") is served: its certificate has "
                            + CertificateDefects.time(certificate, table.now()) + " and stays accepted; renew it");
        }
    }

    /// A person can change this, so it is shown where the client asked.
    private void waits(Peer peer, Visitor visitor, Message why) {
        if (standing(visitor) == null && waiting.size() < MAX_WAITING) {
            waiting.add(visitor.key());
            troubles.accept(Trouble.warning(
                    field(visitor.key()),
                    Message.of(
                            "client-waits",
                            "{address} ({subject}) waits until its certificate is accepted: accept it under"
                                    + " Certificates, or with polymeter trust accept {fingerprint}",
                            address(peer),
                            visitor.shown().subject(),
                            visitor.shown().fingerprint()),
                    why.equals(NOT_ACCEPTED) ? address(peer) : address(peer) + ", " + why));
        }
    }

    /// Its waiting is over.
    private void watch(@Nullable Visitor visitor) {
        if (visitor != null && !waiting.isEmpty() && waiting.remove(visitor.key())) {
            settled.accept(field(visitor.key()));
        }
    }

    private static String field(CertificateEntry.Key key) {
        return "certificate " + key.fingerprint();
    }

    @Override
    public void disconnected(Peer peer) {
        visitors.remove(peer);
    }

    @Override
    public void handshakeFailed(Peer peer, String reason) {
        failedHandshakes.increment();
        boolean without = reason.contains("Empty client certificate");
        if (without) {
            withoutCertificate.increment();
        }
        say(peer, "is refused: " + (without ? "no certificate presented" : "TLS failed: " + reason));
    }

    /// Ends all connections of a certificate.
    void removed(CertificateEntry.Key key) {
        if (waiting.remove(key)) {
            settled.accept(field(key));
        }
        visitors.forEach((peer, visitor) -> {
            if (visitor.key().equals(key)) {
                ended.increment();
                LOG.info("{} is disconnected: its certificate was deleted", peer.name());
                peer.close();
            }
        });
    }

    private void say(Peer peer, Visitor visitor, Message why) {
        PresentedCertificate shown = visitor.shown();
        String help = standing(visitor) == null ? "; to accept it: polymeter trust accept " + shown.fingerprint() : "";
        say(peer, "(" + shown.subject() + ") is refused: " + why + help);
    }

    private void say(Peer peer, String what) {
        if (said.isNews(address(peer) + what)) {
            LOG.warn("{} {}", peer.name(), what);
        }
    }

    private static String address(Peer peer) {
        InetAddress address = peer.address();
        return address == null ? "" : address.getHostAddress();
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        waiting.removeIf(key -> {
            boolean over = table.accepts(key) || !table.lists(key);
            if (over) {
                settled.accept(field(key));
            }
            return over;
        });
        counters.put("expired-accepted", expired.sum());
        counters.put("not-accepted", refused.sum());
        counters.put("failed-handshakes", failedHandshakes.sum());
        counters.put("without-certificate", withoutCertificate.sum());
        counters.put("ended-by-deletion", ended.sum());
        return counters;
    }
}
