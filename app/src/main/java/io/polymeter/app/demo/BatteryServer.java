package io.polymeter.app.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.point.Readings;
import io.polymeter.store.Meter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/// A home battery as many are: it shows how it is as JSON over HTTP, `GET /status`.
final class BatteryServer implements AutoCloseable {

    private final HttpServer server;
    private final Meter battery;

    private BatteryServer(HttpServer server, Meter battery) {
        this.server = server;
        this.battery = battery;
    }

    static BatteryServer start(Meter battery) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        BatteryServer made = new BatteryServer(server, battery);
        server.createContext("/status", made::answer);
        server.setExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("demo-battery-", 0).factory()));
        server.start();
        return made;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Readings now = battery.state().measured();
            JsonObject status = new JsonObject()
                    .put("power", now.value(Point.of(Quantity.ACTIVE_POWER)))
                    .put("charge", now.value(Point.of(Quantity.STATE_OF_CHARGE)))
                    .put("charged", now.value(Point.of(Quantity.ACTIVE_ENERGY_IMPORT)) / 1000)
                    .put("discharged", now.value(Point.of(Quantity.ACTIVE_ENERGY_EXPORT)) / 1000);
            byte[] body = JsonText.bytes(status.build());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
