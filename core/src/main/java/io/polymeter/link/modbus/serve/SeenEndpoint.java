package io.polymeter.link.modbus.serve;

import io.polymeter.capture.Channel;
import io.polymeter.capture.Traffic;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.message.Message;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.net.InetAddress;
import java.time.Duration;

/// Shows what passes through an endpoint that is served.
final class SeenEndpoint implements EndpointHandler {

    private final EndpointHandler server;
    private final Traffic traffic;
    private final Channel.Transport transport;
    private final int number;

    SeenEndpoint(EndpointHandler server, Traffic traffic, Endpoint endpoint) {
        this.server = server;
        this.traffic = traffic;
        this.transport = Transports.kind(endpoint);
        this.number = traffic.serving(endpoint.toString());
    }

    @Override
    public Answer handle(int unit, Request request, Peer peer) {
        if (!traffic.recorded()) {
            return server.handle(unit, request, peer);
        }
        Traffic.Replied replied = traffic.asked(number, transport, peer.name(), new Traffic.Asked(unit, request));
        Answer answer = server.handle(unit, request, peer);
        if (answer instanceof Response response) {
            replied.with(response);
        } else if (answer instanceof Answer.Later(var later)) {
            var _ = later.thenAccept(reply -> {
                if (reply instanceof Response response) {
                    replied.with(response);
                }
            });
        }
        return answer;
    }

    @Override
    public boolean admits(InetAddress address) {
        return server.admits(address);
    }

    @Override
    public boolean serves(int unit) {
        return server.serves(unit);
    }

    @Override
    public Message units() {
        return server.units();
    }

    @Override
    public long unknownUnits() {
        return server.unknownUnits();
    }

    @Override
    public Duration answerWithin() {
        return server.answerWithin();
    }

    @Override
    public void connected(Peer peer) {
        server.connected(peer);
    }

    @Override
    public void disconnected(Peer peer) {
        server.disconnected(peer);
    }

    @Override
    public void handshakeFailed(Peer peer, String reason) {
        server.handshakeFailed(peer, reason);
    }
}
