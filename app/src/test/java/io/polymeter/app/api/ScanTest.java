package io.polymeter.app.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.polymeter.json.JsonValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Devices are found from the page.
class ScanTest {

    @Test
    void whatAnswersIsFoundAndDescribedAsAConfiguration(@TempDir Path directory) throws Exception {
        int port = freePort();
        String site = Daemon.SITE.replace("127.0.0.1:0", "127.0.0.1:" + port);
        try (Daemon daemon = new Daemon(directory, site, ", password: secret")) {
            String[] login = daemon.login("secret");
            HttpResponse<String> reply =
                    daemon.send("POST", "/api/scan", "{\"target\":\"tcp://127.0.0.1:" + port + "\"}", login);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            JsonValue found = JsonValue.parse(reply.body());
            assertThat(found.get("found")).isInstanceOf(JsonValue.ArrayValue.class);
            JsonValue device = ((JsonValue.ArrayValue) java.util.Objects.requireNonNull(found.get("found")))
                    .of()
                    .getFirst();
            assertThat(device.text("endpoint")).isEqualTo("tcp://127.0.0.1:" + port);
            assertThat(device.get("unit")).isEqualTo(new JsonValue.NumberValue("240"));
            assertThat(device.text("title")).contains("Fronius");
            assertThat(found.text("meters")).startsWith("meters:").contains("unit: 240");
        }
    }

    /// A device that answers documents is found in the same way, with what its profile wants.
    @Test
    void aDeviceThatAnswersDocumentsIsFound(@TempDir Path directory) throws Exception {
        HttpServer tracker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tracker.createContext("/v1/json", exchange -> {
            byte[] body = "{\"power\":137.5,\"energyCounterIn\":1685.5,\"energyCounterOut\":1822.5}".getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        tracker.start();
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", password: secret")) {
            String[] login = daemon.login("secret");
            String place = "127.0.0.1:" + tracker.getAddress().getPort();
            HttpResponse<String> reply =
                    daemon.send("POST", "/api/scan", "{\"target\":\"http://" + place + "\"}", login);
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
            JsonValue found = JsonValue.parse(reply.body());
            JsonValue device = ((JsonValue.ArrayValue) java.util.Objects.requireNonNull(found.get("found")))
                    .of()
                    .getFirst();
            assertThat(device.text("profile")).isEqualTo("everhome-ecotracker");
            assertThat(device.text("interface")).isEqualTo("http");
            assertThat(device.text("host")).isEqualTo(place);
            assertThat(device.text("login")).isEqualTo("none");
            assertThat(device.get("unit")).isEqualTo(JsonValue.NullValue.NULL);
            assertThat(found.text("meters")).contains("profile: everhome-ecotracker", "http: { host: \"" + place);
        } finally {
            tracker.stop(0);
        }
    }

    @Test
    void whatCannotBeSearchedIsSaid(@TempDir Path directory) throws Exception {
        try (Daemon daemon = new Daemon(directory, Daemon.SITE, ", password: secret")) {
            String[] login = daemon.login("secret");
            for (String target : new String[] {"10.0.0.0/8", "300.1.1.1/24", "nope://x"}) {
                HttpResponse<String> reply = daemon.send("POST", "/api/scan", "{\"target\":\"" + target + "\"}", login);
                assertThat(reply.statusCode()).as(target).isEqualTo(400);
                assertThat(reply.body()).as(target).startsWith("{\"error\":{\"status\":400,\"message\":");
            }
            String line = "{\"target\":\"rtu:///dev/no-such-adapter\"}";
            assertThat(daemon.send("POST", "/api/scan", line, login).body())
                    .contains("\"found\":[]", "no-such-adapter");
            assertThat(daemon.send("DELETE", "/api/scan", "", login).statusCode())
                    .isEqualTo(204);
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
