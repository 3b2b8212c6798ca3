package io.polymeter.lab.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.json.JsonText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// A real HTTP server that plays openHAB: `/rest/items`, `/rest/items/NAME` and the event stream `/rest/events`, as
/// openhab-core's `ItemResource` and `ItemEventFactory` have them.
public final class OpenhabServer implements AutoCloseable {

    public final Map<String, String> states = new ConcurrentHashMap<>();

    /// Accepts from now on, and never answers.
    public volatile boolean silent;

    private final List<HttpExchange> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;

    public OpenhabServer(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/rest/items", this::items);
        server.createContext("/rest/items/", this::item);
        server.createContext("/rest/events", this::events);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public int listeners() {
        return listeners.size();
    }

    /// Changes a state and tells it.
    public void change(String item, String state) {
        states.put(item, state);
        tell(item, "statechanged", "ItemStateChangedEvent", "{\"type\":\"Quantity\",\"value\":" + quote(state) + "}");
    }

    /// Removes an item and tells it.
    public void remove(String item) {
        states.remove(item);
        tell(item, "removed", "ItemRemovedEvent", "{\"type\":\"Number\",\"name\":" + quote(item) + "}");
    }

    private void tell(String item, String kind, String type, String payload) {
        String event = "event: message\ndata: {\"topic\":\"openhab/items/" + item + "/" + kind + "\",\"payload\":"
                + quote(payload) + ",\"type\":\"" + type + "\"}\n\n";
        for (HttpExchange listener : List.copyOf(listeners)) {
            try {
                listener.getResponseBody().write(event.getBytes(StandardCharsets.UTF_8));
                listener.getResponseBody().flush();
            } catch (IOException _) {
                listeners.remove(listener);
            }
        }
    }

    /// Ends the event stream of everybody.
    public void cut() {
        listeners.forEach(HttpExchange::close);
        listeners.clear();
    }

    private void events(HttpExchange exchange) throws IOException {
        hangIfSilent();
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        exchange.getResponseBody()
                .write("event: alive\ndata: {\"type\":\"ALIVE\",\"interval\":10}\n\n".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        listeners.add(exchange);
    }

    private void items(HttpExchange exchange) throws IOException {
        hangIfSilent();
        String body = states.entrySet().stream()
                .map(item -> "{\"name\":" + quote(item.getKey()) + ",\"label\":" + quote(item.getKey()) + ",\"state\":"
                        + quote(item.getValue()) + ",\"type\":\"Number:Power\"}")
                .collect(Collectors.joining(",", "[", "]"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void item(HttpExchange exchange) throws IOException {
        hangIfSilent();
        String name = exchange.getRequestURI().getPath().substring("/rest/items/".length());
        String state = states.get(name);
        String body = state == null
                ? "{\"error\":{\"message\":\"Item " + name + " does not exist!\",\"http-code\":404}}"
                : "{\"link\":\"/rest/items/" + name + "\",\"state\":" + quote(state)
                        + ",\"type\":\"Number\",\"name\":\"" + name + "\"}";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(state == null ? 404 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void hangIfSilent() {
        try {
            if (silent) {
                closed.await();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static String quote(String text) {
        return JsonText.quote(text);
    }

    @Override
    public void close() {
        closed.countDown();
        cut();
        server.stop(0);
    }
}
