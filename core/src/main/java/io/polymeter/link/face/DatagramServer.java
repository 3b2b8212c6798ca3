package io.polymeter.link.face;

import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers datagrams at one address: one after the other, or, while answers may wait, each on a virtual thread.
final class DatagramServer implements Closeable {

    /// What is longer is cut, and so is not understood.
    private static final int LONGEST = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(DatagramServer.class);

    private final DatagramSocket socket;
    private final Datagrams answers;
    private final BooleanSupplier waits;

    /// @param waits whether an answer may wait now; how many do is up to who gives them
    DatagramServer(InetSocketAddress address, Datagrams answers, BooleanSupplier waits) throws SocketException {
        this.socket = new DatagramSocket(address);
        this.answers = answers;
        this.waits = waits;
    }

    /// Answers until it is closed, or its thread is interrupted.
    void run() throws IOException {
        byte[] buffer = new byte[LONGEST];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (SocketException e) {
                if (socket.isClosed()) {
                    return;
                }
                throw e;
            }
            InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
            byte[] request = Arrays.copyOf(buffer, packet.getLength());
            if (waits.getAsBoolean()) {
                Thread.ofVirtual().name("datagram").start(() -> answer(request, from));
            } else {
                answer(request, from);
            }
        }
    }

    private void answer(byte[] request, InetSocketAddress from) {
        byte @Nullable [] answer = answers.answer(request, from);
        if (answer != null) {
            send(answer, from);
        }
    }

    /// Who cannot be reached any more is nobody else's trouble.
    private void send(byte[] answer, InetSocketAddress to) {
        try {
            socket.send(new DatagramPacket(answer, answer.length, to));
        } catch (IOException e) {
            LOG.trace("{} cannot be answered", to, e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
