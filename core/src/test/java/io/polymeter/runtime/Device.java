package io.polymeter.runtime;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.server.TcpListener;
import io.polymeter.modbus.server.TcpServer;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A device to poll: registers behind a TCP port, refusing what it does not have.
final class Device implements RequestHandler, AutoCloseable {

    private final TcpServer server;
    private final int port;
    private final List<Range> asked = new CopyOnWriteArrayList<>();
    private volatile RegisterImage image = RegisterImage.EMPTY;
    private volatile boolean dumb;

    Device() throws IOException {
        server = TcpServer.open();
        port = server.listen(TcpListener.plain(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this))
                .localAddress()
                .getPort();
    }

    int port() {
        return port;
    }

    /// Has these registers from now on.
    synchronized Device with(int address, Words words) {
        image = image.with(address, words, 0);
        return this;
    }

    /// Answers nothing from now on, or again.
    void dumb(boolean silent) {
        dumb = silent;
    }

    /// What was asked for, in order.
    List<Range> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Answer handle(int unit, Request request, Peer peer) {
        if (!(request instanceof Request.ReadHoldingRegisters(int address, int quantity))) {
            return new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
        }
        asked.add(new Range(address, quantity));
        if (dumb) {
            return Answer.SILENCE;
        }
        Words words = image.words(address, quantity);
        return words == null
                ? new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS)
                : new Response.ReadRegisters(3, words);
    }

    @Override
    public void close() {
        server.close();
    }
}
