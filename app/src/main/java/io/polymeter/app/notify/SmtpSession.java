package io.polymeter.app.notify;

import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.trust.HostCheck;
import io.polymeter.trust.RefusedCertificateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// The dialogue with a mail server (RFC 5321, 3207, 4954): one command, one reply.
final class SmtpSession implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int LONGEST_LINE = 2048;
    private static final int MOST_LINES = 100;

    private final URI server;
    private final Path state;
    private Socket socket;
    private List<String> offers = List.of();
    private boolean secured;

    private SmtpSession(URI server, Path state) throws IOException {
        this.server = server;
        this.state = state;
        this.socket = new Socket();
    }

    /// Connects, with TLS from the beginning or as soon as the server offers it, and says hello.
    ///
    /// @param state the state directory, which holds the certificate table
    /// @throws IOException in words
    static SmtpSession open(URI server, Path state) throws IOException {
        SmtpSession session = new SmtpSession(server, state);
        try {
            session.begin();
            return session;
        } catch (IOException e) {
            session.close();
            throw session.words(e);
        }
    }

    private void begin() throws IOException {
        boolean direct = server.getScheme().equals("smtps");
        int port = server.getPort() >= 0 ? server.getPort() : direct ? 465 : 587;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(server.getHost(), port), PATIENCE_MILLIS);
        if (direct) {
            secure(port);
        }
        reply("220");
        hello();
        if (!secured && offers.contains("STARTTLS")) {
            command("STARTTLS", "220");
            secure(port);
            hello();
        }
    }

    private void secure(int port) throws IOException {
        try {
            String shown = server.getScheme() + "://" + server.getHost() + ":" + port;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new HostCheck(state, InstantSource.system(), null, shown)}, null);
            SSLSocket over = (SSLSocket) context.getSocketFactory().createSocket(socket, server.getHost(), port, true);
            SSLParameters parameters = over.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            over.setSSLParameters(parameters);
            over.startHandshake();
            socket = over;
            secured = true;
        } catch (GeneralSecurityException e) {
            throw new CodedIoException(Message.of("tls-not-set-up", "TLS cannot be set up"), e);
        }
    }

    private void hello() throws IOException {
        offers = command("EHLO polymeter.invalid", "250");
    }

    /// Whether nobody between here and there can read along.
    boolean isSecured() {
        return secured;
    }

    /// What the server can do, e.g. `AUTH PLAIN LOGIN`, in capitals.
    List<String> offers() {
        return offers;
    }

    /// Sends a command.
    ///
    /// @param wanted what a good reply begins with
    /// @return the texts of the reply, in capitals
    /// @throws IOException in words, where the reply is another one
    List<String> command(String line, String wanted) throws IOException {
        try {
            send(line);
            return reply(wanted);
        } catch (IOException e) {
            throw words(e);
        }
    }

    /// Sends a line of a message; one of dots alone is not its end.
    void text(String line) throws IOException {
        try {
            send(line.startsWith(".") ? "." + line : line);
        } catch (IOException e) {
            throw words(e);
        }
    }

    /// Takes leave; whoever does not answer that has the message all the same.
    void quit() {
        try {
            send("QUIT");
        } catch (IOException _) {
            // It is gone already.
        }
    }

    private void send(String line) throws IOException {
        if (line.chars().anyMatch(c -> c == '\n' || c == '\0')) {
            throw new RefusedReply(Message.of("smtp-line-end", "a line has a line end"));
        }
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private List<String> reply(String wanted) throws IOException {
        List<String> texts = new ArrayList<>();
        while (texts.size() < MOST_LINES) {
            String line = line();
            if (!line.matches("[2-5][0-9][0-9]([ -].*)?")) {
                throw new RefusedReply(Message.of("speaks-no-smtp", "does not speak SMTP"));
            }
            String text = line.length() > 4 ? line.substring(4) : "";
            if (!line.startsWith(wanted)) {
                String shown = text.replaceAll("[^\\x20-\\x7e]", "?");
                throw new RefusedReply(Message.of(
                        "smtp-refuses",
                        "refuses: {reply}",
                        line.substring(0, 3) + " " + shown.substring(0, Math.min(120, shown.length()))));
            }
            texts.add(text.strip().toUpperCase(java.util.Locale.ROOT));
            if (line.length() < 4 || line.charAt(3) == ' ') {
                return texts;
            }
        }
        throw new RefusedReply(Message.of("speaks-no-smtp", "does not speak SMTP"));
    }

    private String line() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            int next = in.read();
            if (next < 0) {
                throw new RefusedReply(Message.of("ended-connection", "ended the connection"));
            }
            if (next == '\n') {
                return line.toString().strip();
            }
            line.append((char) next);
        }
        throw new RefusedReply(Message.of("speaks-no-smtp", "does not speak SMTP"));
    }

    /// What is said already in words.
    private static final class RefusedReply extends CodedIoException {
        private static final long serialVersionUID = 1L;

        private RefusedReply(Message said) {
            super(said);
        }
    }

    private IOException words(IOException failure) {
        if (failure instanceof RefusedReply said
                && String.valueOf(said.getMessage()).startsWith(server.getHost())) {
            return said;
        }
        Message why = Message.of("ended-connection", "ended the connection");
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof RefusedReply || each instanceof RefusedCertificateException) {
                why = Message.of(each);
                break;
            }
            why = switch (each) {
                case UnknownHostException _ -> Message.of("name-not-known", "its name is not known");
                case SocketTimeoutException _ -> Message.of("not-in-time", "does not answer in time");
                case ConnectException _ -> Message.of("refuses-connection", "refuses the connection");
                case SSLException _ ->
                    Message.of("speaks-no-tls-mail", "speaks no TLS that we know; is it an smtps:// server?");
                default -> why;
            };
        }
        RefusedReply said = new RefusedReply(Message.of("about-3", "{name}: {why}", server.getHost(), why));
        said.initCause(failure);
        return said;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone, then.
        }
    }
}
