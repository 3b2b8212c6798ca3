package io.polymeter.fleet.ca;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.polymeter.enrol.EnrolmentCode;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.trust.Pem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands out certificates: to who has a code (`POST /enrol`), and to who has a certificate that still counts
/// (`POST /renew`).
public final class EnrolServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EnrolServer.class);

    static {
        // The JDK's server has no limits by itself; it takes these when it is first used.
        limit("sun.net.httpserver.maxReqTime", 10);
        limit("sun.net.httpserver.idleInterval", 60);
        limit("sun.net.httpserver.maxIdleConnections", 200);
        limit("sun.net.httpserver.maxReqHeaders", 100);
        limit("sun.net.httpserver.maxReqHeaderSize", 32_768);
        limit("sun.net.httpserver.drainAmount", 65_536);
        limit("jdk.httpserver.maxConnections", 4000);
    }

    private static final int MAX_BODY = 1 << 14;
    private static final char[] NOTHING = {'x'};

    private final Authority authority;
    private final Admissions admissions;
    private final Terms terms;
    private final HttpsServer server;
    private final LongAdder issued = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("enrol-", 0).factory());

    /// Who may have a certificate. Both ways count a code, or a certificate, at once.
    public interface Admissions {

        /// Uses a code up.
        ///
        /// @param issuer makes the certificate for the site, `GROUP/NODE`
        /// @return the certificate; empty where no site has this code now
        Optional<X509Certificate> enrol(String digest, Issuer issuer) throws IOException;

        /// Replaces a certificate.
        ///
        /// @param serial of the present one, hexadecimal
        /// @return the new one; empty where the present one does not count
        Optional<X509Certificate> renew(String node, String serial, Issuer issuer) throws IOException;
    }

    /// Makes a certificate for a site.
    public interface Issuer {

        /// Signs the request for this site, `GROUP/NODE`.
        ///
        /// @throws IOException where the request is none
        X509Certificate issue(String node) throws IOException;
    }

    /// What a gateway is told.
    ///
    /// @param names of this server, as its certificate says
    /// @param broker where a front is
    /// @param host the host application
    public record Terms(List<String> names, String broker, String host) {}

    private static void limit(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, String.valueOf(value));
        }
    }

    private EnrolServer(HttpsServer server, Authority authority, Admissions admissions, Terms terms) {
        this.server = server;
        this.authority = authority;
        this.admissions = admissions;
        this.terms = terms;
    }

    /// Starts one.
    public static EnrolServer start(InetSocketAddress where, Authority authority, Admissions admissions, Terms terms)
            throws IOException {
        HttpsServer server = HttpsServer.create(where, 128);
        EnrolServer enrol = new EnrolServer(server, authority, admissions, terms);
        SSLContext tls = context(authority, terms.names());
        server.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = tls.getDefaultSSLParameters();
                wanted.setWantClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", enrol::answer);
        server.setExecutor(enrol.threads);
        server.start();
        return enrol;
    }

    private static SSLContext context(Authority authority, List<String> names) throws IOException {
        try {
            Authority.Identity own = authority.server(names);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("server", own.key(), NOTHING, own.chain().toArray(Certificate[]::new));
            KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            shown.init(keys, NOTHING);
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            known.setCertificateEntry("authority", authority.certificate());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(known);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Where it listens.
    public int port() {
        return server.getAddress().getPort();
    }

    /// Certificates handed out since it began.
    public long issued() {
        return issued.sum();
    }

    /// Requests that were refused since it began.
    public long refused() {
        return refused.sum();
    }

    /// A refusal, with the status of its answer.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;
        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonObject answer;
            int status = 200;
            try {
                answer = certificate(exchange);
                issued.increment();
            } catch (Refusal e) {
                refused.increment();
                LOG.info("{} is refused: {}", exchange.getRemoteAddress(), e.getMessage());
                status = e.status;
                answer = new JsonObject().put("error", e.getMessage());
            }
            byte[] body = JsonText.bytes(answer.build());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private JsonObject certificate(HttpExchange exchange) throws IOException, Refusal {
        if (!exchange.getRequestMethod().equals("POST")) {
            throw new Refusal(405, "this takes POST");
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new Refusal(413, "the body is larger than " + MAX_BODY + " bytes");
        }
        JsonValue order = parse(body);
        byte[] request = request(text(order, "request"));
        Issuer issuer = node -> authority.issue(node, request);
        try {
            X509Certificate made = switch (exchange.getRequestURI().getPath()) {
                case "/enrol" -> enrol(order, issuer);
                case "/renew" -> renew(exchange, issuer);
                default -> throw new Refusal(404, "this takes /enrol and /renew");
            };
            return new JsonObject()
                    .put("node", Authority.node(made))
                    .put("certificates", Pem.text(List.of(made, authority.certificate())))
                    .put("broker", terms.broker())
                    .put("host", terms.host());
        } catch (IOException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        }
    }

    private X509Certificate enrol(JsonValue order, Issuer issuer) throws IOException, Refusal {
        String digest = new EnrolmentCode(text(order, "code"), "").digest();
        return admissions
                .enrol(digest, issuer)
                .orElseThrow(() -> new Refusal(403, "this code is not known, was used, or has lapsed"));
    }

    private X509Certificate renew(HttpExchange exchange, Issuer issuer) throws IOException, Refusal {
        X509Certificate shown = shown(exchange);
        return admissions
                .renew(Authority.node(shown), Authority.serial(shown), issuer)
                .orElseThrow(() -> new Refusal(403, "this certificate is not admitted"));
    }

    private static X509Certificate shown(HttpExchange exchange) throws Refusal {
        try {
            if (exchange instanceof HttpsExchange secured
                    && secured.getSSLSession().getPeerCertificates()[0] instanceof X509Certificate found) {
                return found;
            }
        } catch (SSLPeerUnverifiedException _) {
            // It has shown none.
        }
        throw new Refusal(401, "a renewal needs the present certificate");
    }

    private static JsonValue parse(byte[] body) throws Refusal {
        try {
            return JsonValue.parse(body);
        } catch (JsonException _) {
            throw new Refusal(400, "the body must be JSON");
        }
    }

    private static String text(JsonValue order, String name) throws Refusal {
        if (order instanceof JsonValue.ObjectValue object
                && object.of().get(name) instanceof JsonValue.StringValue found) {
            return found.text();
        }
        throw new Refusal(400, "the body needs the text \"" + name + "\"");
    }

    private static byte[] request(String pem) throws Refusal {
        String bare = pem.replaceAll("-----[A-Z ]*-----|\\s", "");
        try {
            return Base64.getDecoder().decode(bare);
        } catch (IllegalArgumentException _) {
            throw new Refusal(400, "\"request\" must be a request for a certificate in PEM form");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
