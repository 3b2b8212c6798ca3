package io.polymeter.link.openhab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A real HTTP server that plays openHAB's REST interface and its event stream.
final class FakeOpenhab implements AutoCloseable {

    final Map<String, String> states = new ConcurrentHashMap<>();
    final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    final Map<String, String> bodies = new ConcurrentHashMap<>();
    final AtomicInteger questions = new AtomicInteger();
    final List<String> tokens = new CopyOnWriteArrayList<>();
    volatile boolean silent;

    private final List<HttpExchange> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;

    FakeOpenhab(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/rest/items/", this::item);
        server.createContext("/rest/events", this::events);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    int listeners() {
        return listeners.size();
    }

    /// Changes a state and tells it on the event stream.
    void change(String item, String state) {
        states.put(item, state);
        say(
                item,
                "statechanged",
                "ItemStateChangedEvent",
                "{\"type\":\"Quantity\",\"value\":" + JsonText.quote(state) + "}");
    }

    void say(String item, String kind, String type, String payload) {
        String event = "event: message\ndata: {\"topic\":\"openhab/items/" + item + "/" + kind + "\",\"payload\":"
                + JsonText.quote(payload) + ",\"type\":\"" + type + "\"}\n\n";
        for (HttpExchange listener : List.copyOf(listeners)) {
            try {
                OutputStream out = listener.getResponseBody();
                out.write(event.getBytes(StandardCharsets.UTF_8));
                out.flush();
            } catch (IOException _) {
                listeners.remove(listener);
            }
        }
    }

    /// Ends the event stream of everybody.
    void cut() {
        listeners.forEach(HttpExchange::close);
        listeners.clear();
    }

    private void events(HttpExchange exchange) throws IOException {
        if (silent) {
            hang();
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody()
                .write("event: alive\ndata: {\"type\":\"ALIVE\",\"interval\":10}\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        listeners.add(exchange);
    }

    private void item(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        tokens.add(token == null ? "" : token);
        String name = exchange.getRequestURI().getPath().substring("/rest/items/".length());
        Integer status = statuses.get(name);
        if (silent || status != null && status < 0) {
            hang();
        }
        String state = states.get(name);
        String body = bodies.getOrDefault(name, state == null ? "{}" : json(name, state));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status != null ? status : state == null ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String json(String name, @Nullable String state) {
        return "{\"name\":\"" + name + "\",\"type\":\"Number\",\"state\":" + JsonText.quote(String.valueOf(state))
                + "}";
    }

    private void hang() {
        try {
            closed.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        cut();
        server.stop(0);
    }
}
