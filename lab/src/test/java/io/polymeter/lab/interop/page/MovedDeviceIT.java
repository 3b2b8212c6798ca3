package io.polymeter.lab.interop.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.Polymeter;
import io.polymeter.lab.peer.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A meter whose address has changed is found by its serial number, and one click of the page uses the new address.
class MovedDeviceIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private HttpResponse<String> ask(int page, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page + path))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String quality(int page) throws IOException, InterruptedException {
        return String.valueOf(
                JsonValue.parse(ask(page, "GET", "/api/meters/grid", "").body()).text("quality"));
    }

    @Test
    void itsSerialNumberLeadsToItsNewAddress() throws Exception {
        int page = Ports.free();
        int before = Ports.free();
        int after = Ports.free();
        Files.createDirectory(directory.resolve("there"));
        try (Polymeter polymeter = Polymeter.run(
                directory,
                "meters:\n  grid:\n    profile: kostal-ksem\n    modbus: { poll: \"tcp://127.0.0.1:" + before
                        + "\" }\nhttp: { listen: \"127.0.0.1:" + page + "\" }\n")) {
            polymeter.listening(page);
            try (Polymeter device = Polymeter.simulate(directory, "kostal-ksem", "tcp://127.0.0.1:" + before)) {
                device.listening(before);
                Path devices = directory.resolve("state/devices");
                await().atMost(SOON)
                        .until(() -> Files.exists(devices)
                                && Files.readString(devices).contains("serial"));
            }
            await().atMost(SOON).until(() -> !quality(page).equals("fresh"));
            try (Polymeter device =
                    Polymeter.simulate(directory.resolve("there"), "kostal-ksem", "tcp://127.0.0.1:" + after)) {
                device.listening(after);
                String body = ask(
                                page, "POST", "/api/meters/grid/find", "{\"target\":\"tcp://127.0.0.1:" + after + "\"}")
                        .body();
                JsonValue found = Objects.requireNonNull(JsonValue.parse(body).get("found"), body);
                assertThat(found.text("by")).as(body).isEqualTo("serial");
                assertThat(found.text("value")).isEqualTo("tcp://127.0.0.1:" + after);
                String path =
                        new String(JsonText.bytes(Objects.requireNonNull(found.get("path"))), StandardCharsets.UTF_8);
                HttpResponse<String> used = ask(
                        page,
                        "POST",
                        "/api/configuration/edit",
                        "{\"put\":[{\"path\":" + path + ",\"value\":\"" + found.text("value") + "\"}],\"apply\":true}");
                assertThat(used.statusCode()).as(used.body()).isEqualTo(200);
                await().atMost(SOON).until(() -> quality(page).equals("fresh"));
                assertThat(ask(page, "POST", "/api/meters/grid/replacement", "{}")
                                .body())
                        .isEqualTo("{\"replacing\":true}");
                assertThat(ask(page, "DELETE", "/api/meters/grid/replacement", "")
                                .body())
                        .isEqualTo("{\"replacing\":false}");
            }
        }
    }
}
