package io.polymeter.modbus.server;

import io.polymeter.modbus.Mbap;
import java.nio.ByteBuffer;

/// The answers of one round of the [ServerLoop], of several connections, one behind the other.
///
/// First the requests of several connections are read and answered, then all answers are sent: the kernel's way
/// in and its way out do not fit into a processor's cache together, so that changing between them for each
/// connection costs about a twentieth of the whole. More than [#MANY] at once gains nothing further and lets the
/// first one wait.
final class Outbox {

    private static final int MANY = 16;

    private final ByteBuffer out = ByteBuffer.allocateDirect(16 * 1024);
    private final ByteBuffer window = out.duplicate();
    private final ServerConnection[] connections = new ServerConnection[MANY];
    private final int[] starts = new int[MANY + 1];
    private int count;

    /// Where the next answer to `connection` goes; has room for any one. May send what is there already.
    ByteBuffer room(ServerConnection connection) {
        if (out.remaining() < Mbap.MAX_LENGTH) {
            post();
        }
        if (count == 0 || connections[count - 1] != connection) {
            if (count == MANY) {
                post();
            }
            connections[count] = connection;
            starts[count] = out.position();
            count++;
        }
        return out;
    }

    /// Sends all answers.
    void post() {
        if (count == 0) {
            return;
        }
        int posted = count;
        count = 0;
        starts[posted] = out.position();
        for (int at = 0; at < posted; at++) {
            if (starts[at + 1] > starts[at]) {
                connections[at].post(window.limit(starts[at + 1]).position(starts[at]));
            }
        }
        out.clear();
    }
}
