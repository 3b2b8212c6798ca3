package io.polymeter.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.json.JsonValue;
import java.net.InetAddress;
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
            assertThat(found.get("devices")).isInstanceOf(JsonValue.ArrayValue.class);
            JsonValue device = ((JsonValue.ArrayValue) java.util.Objects.requireNonNull(found.get("devices")))
                    .of()
                    .getFirst();
            assertThat(device.text("endpoint")).isEqualTo("tcp://127.0.0.1:" + port);
            assertThat(device.get("unit")).isEqualTo(new JsonValue.NumberValue("240"));
            assertThat(device.text("title")).contains("Fronius");
            assertThat(found.text("meters")).startsWith("meters:").contains("unit: 240");
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
                    .contains("\"devices\":[]", "no-such-adapter");
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
