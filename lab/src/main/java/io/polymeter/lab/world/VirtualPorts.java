package io.polymeter.lab.world;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.Mbap;
import io.polymeter.modbus.MbapParser;
import io.polymeter.modbus.Pdu;
import io.polymeter.modbus.PduException;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.ProtocolException;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.server.OpenPort;
import io.polymeter.modbus.server.PortOpener;
import io.polymeter.modbus.server.ServerCounters;
import io.polymeter.modbus.server.TcpListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The ports of the machine under test: the production parser and handler behind simulated connections.
final class VirtualPorts implements PortOpener {

    /// Sees every answer at the moment it is made.
    interface Witness {
        void answered(int port, int unit, Wire.Made made);
    }

    private final Network network;
    private final String here;
    private final Gate gate;

    /// What stands between the network and the program.
    ///
    /// @param handlers gives what stands before each handler
    /// @param admission may change who is admitted
    record Gate(UnaryOperator<RequestHandler> handlers, UnaryOperator<Boolean> admission, Witness witness) {}

    VirtualPorts(Network network, String here, Gate gate) {
        this.network = network;
        this.here = here;
        this.gate = gate;
    }

    @Override
    public OpenPort listen(TcpListener listener) {
        int port = listener.address().getPort();
        RequestHandler handler = gate.handlers().apply(listener.handler());
        Port open = new Port(listener.address());
        network.open(here, port, (end, from) -> {
            InetAddress address = InetAddress.ofLiteral(from);
            if (!gate.admission().apply(listener.admit().test(address))) {
                open.notAdmitted++;
                end.abort();
            } else {
                open.accepted++;
                end.listen(new Connection(end, address, handler, open));
            }
        });
        return open;
    }

    private final class Port implements OpenPort {
        private final InetSocketAddress address;
        private long accepted;
        private long notAdmitted;
        private long protocolErrors;
        private long requests;
        private long refusals;
        private long silent;

        Port(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public InetSocketAddress localAddress() {
            return address;
        }

        @Override
        public ServerCounters counters() {
            return new ServerCounters(0, accepted, notAdmitted, 0, 0, protocolErrors, 0, requests, refusals, silent, 0);
        }

        @Override
        public void close() {
            network.shut(here, address.getPort());
        }
    }

    private record Client(InetAddress address, Wire.End end) implements Peer {
        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public String name() {
            return address.getHostAddress() + ":40000";
        }

        @Override
        public void close() {
            end.abort();
        }
    }

    private final class Connection implements Wire.Ear {
        private final MbapParser parser = new MbapParser();
        private final ByteBuffer out = ByteBuffer.allocate(Mbap.MAX_LENGTH);
        private final Wire.End end;
        private final Peer peer;
        private final RequestHandler handler;
        private final Port port;

        Connection(Wire.End end, InetAddress from, RequestHandler handler, Port port) {
            this.end = end;
            this.peer = new Client(from, end);
            this.handler = handler;
            this.port = port;
        }

        @Override
        public void received(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            try {
                while (parser.next(in)) {
                    port.requests++;
                    answer();
                }
            } catch (ProtocolException _) {
                port.protocolErrors++;
                end.abort();
            }
        }

        private void answer() {
            switch (ask()) {
                case Response response -> {
                    port.refusals += response instanceof Response.Refusal ? 1 : 0;
                    Mbap.encode(parser.transaction(), parser.unit(), response, out.clear());
                    byte[] bytes = new byte[out.flip().remaining()];
                    out.get(bytes);
                    end.send(bytes, null);
                }
                case Answer.Silence _ -> port.silent++;
                case Answer.Later _ -> throw new IllegalStateException("no output of this world answers later");
            }
        }

        private Answer ask() {
            try {
                Request request = Pdu.decodeRequest(parser.pdu());
                Answer answer = handler.handle(parser.unit(), request, peer);
                if (answer instanceof Response response) {
                    Wire.Made made = new Wire.Made(request, response);
                    end.wire().made.add(made);
                    gate.witness().answered(port.address.getPort(), parser.unit(), made);
                }
                return answer;
            } catch (PduException e) {
                return new Response.Refusal(e.functionCode(), e.code());
            }
        }

        @Override
        public void ended(boolean reset) {
            end.abort();
        }
    }
}
