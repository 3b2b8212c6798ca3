package io.polymeter.app.notify;

import io.polymeter.config.NotifySettings;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.UUID;

/// Mails events, each by itself.
record EmailChannel(NotifySettings.NotifyEmail settings, String site, ZoneId zone, Path state)
        implements NotificationChannel {

    /// Most bytes of one encoded word (RFC 2047) that keep a header line short.
    private static final int WORD = 42;

    @Override
    public String name() {
        return "email";
    }

    @Override
    public void send(Event event) throws IOException {
        try (SmtpSession session = SmtpSession.open(settings.server(), state)) {
            logIn(session);
            session.command("MAIL FROM:<" + settings.from() + ">", "2");
            for (String to : settings.to()) {
                session.command("RCPT TO:<" + to + ">", "2");
            }
            session.command("DATA", "354");
            for (String line : message(event).split("\r\n", -1)) {
                session.text(line);
            }
            session.command(".", "2");
            session.quit();
        }
    }

    private void logIn(SmtpSession session) throws IOException {
        String username = settings.username();
        Secret password = settings.password();
        if (username == null || password == null) {
            return;
        }
        if (!session.isSecured()) {
            throw new CodedIoException(Message.of(
                    "mail-no-tls",
                    "{place}: offers no TLS, so no password is sent; use smtps://, or leave 'username' out",
                    settings.server().getHost()));
        }
        boolean plain = session.offers().stream().anyMatch(offer -> offer.matches("AUTH[ =].*\\bPLAIN\\b.*"));
        try {
            if (plain) {
                session.command("AUTH PLAIN " + base64("\0" + username + "\0" + password.reveal()), "235");
            } else {
                session.command("AUTH LOGIN", "334");
                session.command(base64(username), "334");
                session.command(base64(password.reveal()), "235");
            }
        } catch (IOException e) {
            // A server may repeat what it was told.
            throw new CodedIoException(
                    Message.of(
                            "mail-login",
                            "{place}: refuses user name and password",
                            settings.server().getHost()),
                    e);
        }
    }

    private String message(Event event) {
        String subject = (site.isBlank() ? "Polymeter" : "Polymeter " + site) + ": " + event.sentence();
        String began = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
                .format(event.since().atZone(zone));
        String text = event.sentence() + "\n\nSince: " + began + "\nAbout: " + event.subject() + "\nEvent: "
                + event.event() + (event.over() ? " (over)" : "") + "\n";
        String domain = settings.from().substring(settings.from().indexOf('@') + 1);
        return String.join(
                "\r\n",
                "Date: "
                        + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                Instant.now().atZone(zone)),
                "From: <" + settings.from() + ">",
                "To: "
                        + String.join(
                                ", ",
                                settings.to().stream().map(to -> "<" + to + ">").toList()),
                "Message-ID: <" + UUID.randomUUID() + "@" + domain + ">",
                "Subject: " + encoded(subject),
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "Auto-Submitted: auto-generated",
                "",
                Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    /// A header text in words of few bytes, none of which cuts a character.
    private static String encoded(String text) {
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            int character = text.codePointAt(at);
            String next = Character.toString(Character.isISOControl(character) ? ' ' : character);
            if ((word + next).getBytes(StandardCharsets.UTF_8).length > WORD) {
                words.append("=?utf-8?B?").append(base64(word.toString())).append("?=\r\n ");
                word.setLength(0);
            }
            word.append(next);
            at += Character.charCount(character);
        }
        return words.append("=?utf-8?B?")
                .append(base64(word.toString()))
                .append("?=")
                .toString();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
