package io.polymeter.lab.interop.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polymeter.json.JsonValue;
import io.polymeter.lab.peer.Mosquitto;
import io.polymeter.lab.peer.Outcome;
import io.polymeter.lab.peer.Polymeter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A problem is told once by each channel, and once that it is over: to a web server, a mosquitto and a mail server.
@Timeout(100)
class NotifyIT {

    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    private Path directory;

    private final List<String> posted = new CopyOnWriteArrayList<>();
    private final List<String> mailed = new CopyOnWriteArrayList<>();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final AtomicBoolean busy = new AtomicBoolean();

    @SuppressWarnings("NullAway.Init") // set before each
    private HttpServer web;

    @SuppressWarnings("NullAway.Init") // set before each
    private ServerSocket mail;

    @BeforeEach
    void open() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/meter", call -> answer(call, gone.get() ? 503 : 200, "{\"p\":12}"));
        web.createContext("/hook", this::hook);
        web.start();
        mail = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::takeMail);
    }

    @AfterEach
    void close() throws IOException {
        web.stop(0);
        mail.close();
    }

    private static void answer(HttpExchange call, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, body.length);
        call.getResponseBody().write(body);
        call.close();
    }

    /// The first time it is busy: nothing may be lost, or come twice.
    private void hook(HttpExchange call) throws IOException {
        String body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean taken = !busy.getAndSet(false);
        if (taken) {
            posted.add(body);
        }
        answer(call, taken ? 204 : 503, "");
    }

    private void takeMail() {
        try {
            while (true) {
                try (Socket client = mail.accept()) {
                    talk(client);
                }
            }
        } catch (IOException _) {
            // The test ends.
        }
    }

    private void talk(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        say(client, "220 mail.test");
        StringBuilder envelope = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line.split(" ", 2)[0]) {
                case "EHLO" -> say(client, "250-mail.test\r\n250 8BITMIME");
                case "DATA" -> {
                    say(client, "354 go on");
                    for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                        envelope.append(text).append('\n');
                    }
                    mailed.add(envelope.toString());
                    say(client, "250 taken");
                }
                case "QUIT" -> say(client, "221 bye");
                default -> {
                    envelope.append(line).append('\n');
                    say(client, "250 ok");
                }
            }
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    private String configuration(int broker) {
        return """
                meters:
                  grid:
                    http: { url: "http://127.0.0.1:%1$d/meter", every: 500ms, points: { active-power: p } }
                    fresh-for: 2s
                notify:
                  webhook: http://127.0.0.1:%1$d/hook?key=very-secret
                  mqtt: { broker: "mqtt://127.0.0.1:%2$d", topic: house/problems }
                  email: { server: "smtp://127.0.0.1:%3$d", from: meters@example.org, to: [me@example.org, you@example.org] }
                """.formatted(web.getAddress().getPort(), broker, mail.getLocalPort());
    }

    private static String text(String mail) {
        String body = mail.substring(mail.indexOf("\n\n") + 2).replace("\n", "");
        return new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8);
    }

    @Test
    void aProblemIsToldOnceAndOnceThatItIsOver() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true");
                Listener topic = new Listener(broker);
                Polymeter polymeter = Polymeter.run(directory, configuration(broker.port()))) {
            polymeter.says("reports problems by webhook, mqtt, email").says("grid.poll: asks");
            busy.set(true);
            Instant before = Instant.now();
            gone.set(true);
            await().atMost(SOON)
                    .until(() -> posted.size() == 1
                            && mailed.size() == 1
                            && topic.heard().size() == 1);
            JsonValue begun = JsonValue.parse(posted.getFirst());
            assertThat(begun.text("subject")).isEqualTo("grid");
            assertThat(begun.text("event")).isEqualTo("meter-stale");
            assertThat(begun.text("sentence")).contains("The values of grid are stale", "503");
            assertThat(begun.get("over")).isEqualTo(new JsonValue.BooleanValue(false));
            assertThat(Instant.parse(Objects.requireNonNull(begun.text("since"))))
                    .isBetween(before.minusSeconds(2), Instant.now());
            assertThat(topic.heard()).isEqualTo(posted);
            assertThat(mailed.getFirst())
                    .contains("MAIL FROM:<meters@example.org>", "RCPT TO:<me@example.org>", "RCPT TO:<you@example.org>")
                    .contains("Subject: =?utf-8?B?");
            assertThat(text(mailed.getFirst())).contains("The values of grid are stale", "Event: meter-stale");
            gone.set(false);
            await().atMost(SOON)
                    .until(() -> posted.size() == 2
                            && mailed.size() == 2
                            && topic.heard().size() == 2);
            JsonValue over = JsonValue.parse(posted.get(1));
            assertThat(over.get("over")).isEqualTo(new JsonValue.BooleanValue(true));
            assertThat(over.text("since")).isEqualTo(begun.text("since"));
            assertThat(text(mailed.get(1))).contains("Over: ");
            assertThat(polymeter.log()).doesNotContain("very-secret");
        }
    }

    @Test
    void aTrialSaysWhoIsReached() throws Exception {
        try (Mosquitto broker = new Mosquitto(directory, "allow_anonymous true")) {
            Path file = directory.resolve("polymeter.yaml");
            java.nio.file.Files.writeString(file, configuration(broker.port()));
            Outcome reached = Polymeter.command(directory, "notify", "--test", "--config", file.toString());
            assertThat(reached.exit()).as(reached.toString()).isZero();
            assertThat(reached.out()).isEqualTo("webhook: sent\nmqtt: sent\nemail: sent\n");
            assertThat(posted).singleElement().asString().contains("\"event\":\"test\"");
            mail.close();
            Outcome missed = Polymeter.command(directory, "notify", "--test", "--config", file.toString());
            assertThat(missed.exit()).isEqualTo(1);
            assertThat(missed.out()).contains("webhook: sent", "email: 127.0.0.1: refuses the connection");
        }
    }

    /// `mosquitto_sub` on the topic.
    private static final class Listener implements AutoCloseable {

        private final Process process;
        private final List<String> lines = new CopyOnWriteArrayList<>();

        private Listener(Mosquitto broker) throws IOException {
            process = new ProcessBuilder(
                            "mosquitto_sub",
                            "-h",
                            "127.0.0.1",
                            "-p",
                            String.valueOf(broker.port()),
                            "-t",
                            "house/problems")
                    .start();
            Thread.ofVirtual().start(() -> process.inputReader().lines().forEach(lines::add));
        }

        private List<String> heard() {
            return lines.stream().collect(Collectors.toList());
        }

        @Override
        public void close() {
            process.destroyForcibly();
            assertThat(Outcome.ends(process, Duration.ofSeconds(5))).isTrue();
        }
    }
}
