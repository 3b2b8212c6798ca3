package io.polymeter.lab.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// An optical head behind a serial server: it says its telegram each second to whoever has connected.
public final class TelegramHead implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final CountDownLatch over = new CountDownLatch(1);

    public TelegramHead(byte[] telegram) throws IOException {
        Thread.startVirtualThread(() -> {
            while (over.getCount() > 0) {
                try {
                    Socket listener = server.accept();
                    Thread.startVirtualThread(() -> say(listener, telegram));
                } catch (IOException _) {
                    // It was closed.
                    return;
                }
            }
        });
    }

    public int port() {
        return server.getLocalPort();
    }

    private void say(Socket listener, byte[] telegram) {
        try (listener) {
            while (!over.await(1, TimeUnit.SECONDS)) {
                listener.getOutputStream().write(telegram);
            }
        } catch (IOException _) {
            // The listener has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        server.close();
    }
}
