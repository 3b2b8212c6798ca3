package io.polymeter.app.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.polymeter.config.NotifySettings;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A mail to a server on a socket, good and bad.
@Timeout(30)
class EmailChannelTest {

    private static final String PASSWORD = "pass-phrase-1";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path state;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile String greeting = "220 mail.test";
    private volatile String recipient = "250 ok";

    EmailChannelTest() throws IOException {
        Thread.ofVirtual().start(this::serve);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private void serve() {
        try {
            while (true) {
                try (Socket client = server.accept()) {
                    talk(client);
                }
            }
        } catch (IOException _) {
            // The test ends.
        }
    }

    private void talk(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
        say(client, greeting);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            lines.add(line);
            if (line.startsWith("EHLO")) {
                say(client, "250-mail.test\r\n250-SIZE 1000000\r\n250 AUTH PLAIN LOGIN");
            } else if (line.startsWith("RCPT")) {
                say(client, recipient);
            } else if (line.equals("DATA")) {
                say(client, "354 go on");
                for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                    lines.add(text);
                }
                say(client, "250 taken");
            } else {
                say(client, "250 ok");
            }
        }
    }

    private static void say(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        client.getOutputStream().flush();
    }

    private EmailChannel channel(String scheme, @Nullable String password) {
        URI uri = URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
        var settings = new NotifySettings.NotifyEmail(
                uri,
                "meters@example.org",
                List.of("me@example.org"),
                password == null ? null : "user",
                password == null ? null : new Secret(password));
        return new EmailChannel(settings, "Haus Öl \r\nBcc: x@y", ZoneOffset.UTC, state);
    }

    private static Event event(String sentence) {
        return new Event("meter-stale", "grid", Message.verbatim(sentence), Instant.EPOCH, false);
    }

    @Test
    void aMessageArrivesWholeWhateverItSays() throws Exception {
        String sentence = "Zähler „grid“ ist zu alt: ".repeat(20) + "\r\n.\r\nQUIT";
        channel("smtp", null).send(event(sentence));
        assertThat(lines).contains("MAIL FROM:<meters@example.org>", "RCPT TO:<me@example.org>");
        assertThat(lines).noneMatch(line -> line.startsWith("Bcc"));
        // The server hears the end of the session after the message is sent.
        await().until(() -> lines.contains("QUIT"));
        int end = lines.indexOf("");
        assertThat(lines.subList(0, end))
                .allMatch(line -> line.length() <= 78 && line.chars().allMatch(c -> c < 127));
        String body = String.join("", lines.subList(end + 1, lines.lastIndexOf("QUIT")));
        assertThat(new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8))
                .startsWith(sentence);
    }

    @Test
    void withoutTlsNoPasswordIsSent() {
        assertThatThrownBy(() -> channel("smtp", PASSWORD).send(event("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("offers no TLS, so no password is sent");
        assertThat(lines).hasSize(1).first().asString().startsWith("EHLO");
    }

    @Test
    void aRefusedRecipientIsNamedByTheServersReply() {
        recipient = "550 5.1.1 no such mailbox";
        assertThatThrownBy(() -> channel("smtp", null).send(event("x")))
                .hasMessage("127.0.0.1: refuses: 550 5.1.1 no such mailbox");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400 Bad Request", "554 go away", "", "9999", "220\u0000"})
    void whoeverIsNoMailServerIsSaidToBeNone(String first) {
        greeting = first;
        assertThatThrownBy(() -> channel("smtp", null).send(event("x")))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("127[.]0[.]0[.]1: (does not speak SMTP|refuses: 554 go away)");
    }

    @Test
    void aServerWithoutTlsIsNotTalkedToWithTls() {
        assertThatThrownBy(() -> channel("smtps", PASSWORD).send(event("x")))
                .hasMessage("127.0.0.1: speaks no TLS that we know; is it an smtps:// server?");
        assertThat(lines).noneMatch(line -> line.contains("AUTH"));
    }
}
