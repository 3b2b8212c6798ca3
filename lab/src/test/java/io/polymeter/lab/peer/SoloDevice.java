package io.polymeter.lab.peer;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A device that takes one client at a time and turns away every other, as many inverters do. Its registers are
/// those that `lab/peers/python/share.py` expects; no stack of any kind is involved.
public final class SoloDevice implements AutoCloseable {

    private static final int END = 60_000;

    /// How often, on average, and how slowly.
    ///
    /// @param millis each answer takes
    /// @param silent one request of so many is never answered; 0: all are
    /// @param drops one request of so many ends the connection; 0: none does
    public record Temper(int millis, int silent, int drops) {
        public static final Temper PATIENT = new Temper(0, 0, 0);
    }

    public final AtomicInteger requests = new AtomicInteger();
    public final AtomicInteger turnedAway = new AtomicInteger();
    public final AtomicInteger connections = new AtomicInteger();

    /// Reads of register 0 on.
    public final AtomicInteger polls = new AtomicInteger();

    /// Answers nothing from now on, or again.
    public volatile boolean asleep;

    private final int port;
    private final Temper temper;
    private final Random random = new Random(11);
    // What a slow device waits for.
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile ServerSocket listening;
    private volatile @Nullable Socket client;

    public SoloDevice(int port, Temper temper) throws IOException {
        this.port = port;
        this.temper = temper;
        this.listening = open();
    }

    private ServerSocket open() throws IOException {
        ServerSocket opened = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("solo device").start(() -> accept(opened));
        return opened;
    }

    /// Is there again after [#close].
    public void reopen() throws IOException {
        listening = open();
    }

    private void accept(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                Socket socket = from.accept();
                Socket present = client;
                if (present != null && !present.isClosed()) {
                    turnedAway.incrementAndGet();
                    socket.close();
                } else {
                    client = socket;
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException _) {
                // Closed, or the other side has gone already.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                byte[] header = new byte[7];
                in.readFully(header);
                byte[] pdu = new byte[(header[4] & 0xff) << 8 | (header[5] & 0xff) - 1];
                in.readFully(pdu);
                requests.incrementAndGet();
                if (asleep || hits(temper.silent())) {
                    continue;
                }
                if (hits(temper.drops())) {
                    return;
                }
                if (temper.millis() > 0 && never.await(temper.millis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                byte[] answer = answer(header[6] & 0xff, ByteBuffer.wrap(pdu));
                ByteBuffer out = ByteBuffer.allocate(7 + answer.length);
                out.put(header, 0, 4)
                        .putShort((short) (answer.length + 1))
                        .put(header[6])
                        .put(answer);
                socket.getOutputStream().write(out.array());
            }
        } catch (IOException _) {
            // The client has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean hits(int oneOf) {
        return oneOf > 0 && random.nextInt(oneOf) == 0;
    }

    private byte[] answer(int unit, ByteBuffer pdu) {
        int function = pdu.get();
        if (function != 3 && function != 4) {
            return new byte[] {(byte) (function | 0x80), 1};
        }
        int address = pdu.getShort() & 0xffff;
        int count = pdu.getShort();
        if (address + count > END) {
            return new byte[] {(byte) (function | 0x80), 2};
        }
        if (address == 0) {
            polls.incrementAndGet();
        }
        ByteBuffer out = ByteBuffer.allocate(2 + 2 * count);
        out.put((byte) function).put((byte) (2 * count));
        for (int at = address; at < address + count; at++) {
            int word = at * 40503 + unit * 7919 + 12345;
            out.putShort((short) (function == 4 ? ~word : word));
        }
        return out.array();
    }

    /// What is in its registers, as the peers print it.
    public static String hex(int unit, int address, int count) {
        StringBuilder text = new StringBuilder();
        for (int at = address; at < address + count; at++) {
            text.append(at == address ? "" : " ").append("%04x".formatted(at * 40503 + unit * 7919 + 12345 & 0xffff));
        }
        return text.toString();
    }

    /// Is gone from now on.
    @Override
    public void close() {
        try {
            listening.close();
            Socket present = client;
            if (present != null) {
                present.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
