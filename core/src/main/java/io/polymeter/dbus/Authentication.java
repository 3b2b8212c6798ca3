package io.polymeter.dbus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Says who we are ("Authentication Protocol"): EXTERNAL, which the kernel vouches for on a Unix socket, and where
/// that is refused ANONYMOUS, which a bus open to the network may allow.
final class Authentication {

    private static final int LONGEST = 4096;

    private final Wire wire;

    private Authentication(Wire wire) {
        this.wire = wire;
    }

    /// Leaves the stream where messages begin.
    static void run(Wire wire) throws IOException {
        new Authentication(wire).run();
    }

    private void run() throws IOException {
        wire.write(new byte[1]);
        String user = hex(BusAddress.userId());
        if (!accepted("AUTH EXTERNAL " + user) && !accepted("AUTH ANONYMOUS " + hex("polymeter"))) {
            throw new IOException("the bus rejects this user and anonymous access");
        }
        say("BEGIN");
    }

    private boolean accepted(String offer) throws IOException {
        say(offer);
        String answer = line();
        if (answer.equals("DATA") || answer.startsWith("DATA ")) {
            say("DATA");
            answer = line();
        }
        if (answer.startsWith("ERROR")) {
            say("CANCEL");
            answer = line();
        }
        return answer.startsWith("OK");
    }

    private void say(String line) throws IOException {
        wire.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] one = new byte[1];
        // One by one: what follows the last line are messages.
        while (bytes.size() < LONGEST) {
            if (wire.read(one, 0, 1) < 0) {
                throw new IOException("the bus closed the connection during authentication");
            }
            if (one[0] == '\n') {
                return bytes.toString(StandardCharsets.US_ASCII).strip();
            }
            bytes.write(one[0]);
        }
        throw new MalformedException("a line of more than " + LONGEST + " characters while it asked who we are");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
