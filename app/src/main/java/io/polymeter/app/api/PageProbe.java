package io.polymeter.app.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks our own page, as a browser would, whether it still answers. One question is on its way at most.
final class PageProbe {

    /// Between two questions.
    static final Duration EVERY = Duration.ofSeconds(10);

    /// Without an answer for so long the page hangs.
    static final Duration MOST = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger("polymeter.http");
    private static final int TIMEOUT = 5_000;
    private static final byte[] QUESTION = "GET /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final boolean tls;
    private final LongSupplier nanos;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile long answered;
    private volatile boolean listening;
    private long next;

    /// @param nanos of a monotonic clock
    PageProbe(boolean tls, LongSupplier nanos) {
        this.tls = tls;
        this.nanos = nanos;
    }

    /// The page listens from now on.
    void begin() {
        answered = nanos.getAsLong();
        next = answered;
        listening = true;
    }

    /// The page listens no more.
    void end() {
        listening = false;
    }

    /// True while it answers, or does not listen.
    boolean answers() {
        return !listening || nanos.getAsLong() - answered < MOST.toNanos();
    }

    /// Asks, where it is time. Never waits.
    void tick(InetSocketAddress where) {
        long now = nanos.getAsLong();
        if (now - next < 0 || !asking.compareAndSet(false, true)) {
            return;
        }
        next = now + EVERY.toNanos();
        Thread.ofVirtual().name("http-probe").start(() -> {
            try {
                if (ask(where)) {
                    answered = nanos.getAsLong();
                }
            } catch (IOException | GeneralSecurityException e) {
                LOG.debug("the page at {} does not answer", where, e);
            } finally {
                asking.set(false);
            }
        });
    }

    private boolean ask(InetSocketAddress where) throws IOException, GeneralSecurityException {
        InetAddress host =
                where.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : where.getAddress();
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, where.getPort()), TIMEOUT);
            plain.setSoTimeout(TIMEOUT);
            try (Socket socket = tls ? secured(plain, host) : plain) {
                socket.getOutputStream().write(QUESTION);
                String head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
                return head.matches("HTTP/1\\.1 [234]..");
            }
        }
    }

    private static Socket secured(Socket plain, InetAddress host) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new OwnCertificate()}, null);
        return context.getSocketFactory().createSocket(plain, host.getHostAddress(), plain.getPort(), true);
    }

    /// It is this process that answers: whose certificate that is does not matter, and nothing secret is said.
    private static final class OwnCertificate implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
