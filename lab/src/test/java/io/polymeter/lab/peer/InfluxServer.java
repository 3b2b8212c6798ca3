package io.polymeter.lab.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// A real HTTP server that takes line protocol, and answers what it is told to.
public final class InfluxServer implements AutoCloseable {

    /// The status of the next answers; 0: none comes.
    public volatile int status = 204;

    /// Tries, whether they went well or not.
    public final AtomicInteger requests = new AtomicInteger();

    private final List<LineProtocol> lines = new CopyOnWriteArrayList<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;
    private volatile String target = "";
    private volatile String authorization = "";

    public InfluxServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::write);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void write(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        target = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int answer = status;
        try {
            if (answer == 0) {
                closed.await();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (answer == 204) {
            try {
                body.lines().map(LineProtocol::parse).forEach(lines::add);
            } catch (IllegalArgumentException e) {
                complaints.add(String.valueOf(e.getMessage()));
            }
            exchange.sendResponseHeaders(204, -1);
        } else {
            byte[] words = "{\"error\":\"as the test wants it\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == 0 ? 500 : answer, words.length);
            exchange.getResponseBody().write(words);
        }
        exchange.close();
    }

    public List<LineProtocol> lines() {
        return List.copyOf(lines);
    }

    /// Lines no server would have taken.
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /// The latest request line.
    public String target() {
        return target;
    }

    public String authorization() {
        return authorization;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
