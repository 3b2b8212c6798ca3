package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whom problems are told. Each is told of every problem once, and once that it is over.
public record NotifySettings(
        @Key(
                doc = "Address that gets each event as JSON, by POST. It is shown nowhere, as such addresses often hold"
                        + " a key.",
                absent = "none",
                example = "https://ntfy.example.org/house")
        @Nullable
        Secret webhook,

        @Key(doc = "Topic that gets each event as JSON.", absent = "none") @Nullable
        NotifyMqtt mqtt,

        @Key(doc = "Mailbox that gets each event in words.", absent = "none") @Nullable
        NotifyEmail email) {

    /// A topic of a broker.
    @Key(doc = "A topic that gets events.")
    public record NotifyMqtt(
            @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtt://192.168.1.5:1883")
            URI broker,

            @Key(doc = "Topic.", example = "house/problems") String topic,

            @Key(doc = "User name.") @Nullable String username,

            @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
            Secret password,

            @Key(doc = "TLS credentials of an mqtts connection.", absent = "the system's trusted CAs") @Nullable
            TlsSettings tls) {}

    /// A mailbox, and the server that takes mail for it.
    @Key(doc = "A mailbox that gets events.")
    public record NotifyEmail(
            @Schemes({"smtp", "smtps"})
            @Key(
                    doc = "The mail server: `smtps://` with TLS from the beginning, `smtp://` with TLS where the server"
                            + " offers it; without TLS no password is sent.",
                    example = "smtps://mail.example.org")
            URI server,

            @Key(doc = "Sender.", example = "meters@example.org")
            String from,

            @Key(doc = "Recipient, or several.", example = "[me@example.org]")
            List<String> to,

            @Key(doc = "User name.") @Nullable String username,

            @Key(doc = "Password.", example = "${MAIL_PASSWORD}") @Nullable
            Secret password) {}

    /// The webhook as an address; null where there is none, or none that can be used.
    public @Nullable URI webhookAddress() {
        try {
            URI address = webhook == null ? null : URI.create(webhook.reveal());
            boolean usable = address != null
                    && address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()));
            return usable ? address : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    void check(Problems problems) {
        if (webhook == null && mqtt == null && email == null) {
            problems.keyError(
                    "notify",
                    Message.of("tells-nobody-needs-webhook", "tells nobody; it needs 'webhook', 'mqtt' or 'email'"));
        }
        if (webhook != null) {
            URI address = webhookAddress();
            if (address == null) {
                problems.error(
                        "notify.webhook",
                        Message.of("expected-url-such-as", "expected a URL such as https://host/path"));
            } else {
                Urls.check(address, "notify.webhook", problems);
            }
        }
        if (mqtt != null) {
            Urls.check(mqtt.broker(), "notify.mqtt.broker", problems);
            String topic = mqtt.topic();
            if (topic.isEmpty() || topic.contains("#") || topic.contains("+") || topic.indexOf('\0') >= 0) {
                problems.error(
                        "notify.mqtt.topic",
                        Message.of("must-not-empty-or", "must not be empty or contain '#' or '+'"));
            }
            Urls.login(mqtt.username(), mqtt.password(), "notify.mqtt", problems);
        }
        if (email != null) {
            mail(email, problems);
        }
    }

    private static void mail(NotifyEmail email, Problems problems) {
        Urls.check(email.server(), "notify.email.server", problems);
        Urls.login(email.username(), email.password(), "notify.email", problems);
        address(email.from(), "notify.email.from", problems);
        for (int i = 0; i < email.to().size(); i++) {
            address(email.to().get(i), ValueChecks.element(problems, "notify.email.to", i), problems);
        }
        if (email.to().isEmpty() && problems.given("notify.email.to")) {
            problems.error("notify.email.to", Message.of("names-nobody", "names nobody"));
        }
    }

    /// One `local@domain` without names and comments; what would end a line of the dialogue is none.
    private static void address(String text, String path, Problems problems) {
        if (!text.matches("[^\\s\\p{Cntrl}<>,;:\"@]{1,64}@[A-Za-z0-9.\\[\\]:-]{1,250}")) {
            problems.error(path, Message.of("expected-address-such-as", "expected an address such as me@example.org"));
        }
    }
}
