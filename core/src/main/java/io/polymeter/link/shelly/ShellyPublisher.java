package io.polymeter.link.shelly;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.kind.ShellySink;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.link.Clock;
import io.polymeter.link.face.FacePublisher;
import io.polymeter.link.face.Inquiry;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.link.mqtt.Broker;
import io.polymeter.link.mqtt.BrokerSession;
import io.polymeter.link.mqtt.BrokerSession.Message;
import io.polymeter.link.shelly.ShellyMethods.Caller;
import io.polymeter.view.ShownValues;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A Shelly as a client of a broker: it tells its status when there are new values, and answers calls (Shelly API
/// documentation, component Mqtt). While power is lost it tells null once: what listens there would keep the last
/// number for ever.
final class ShellyPublisher implements FacePublisher.Device {

    private final ShellySink sink;
    private final Broker broker;
    private final ShellyServer server;
    private final AtomicBoolean connected;

    /// @param connected set while there is a connection
    ShellyPublisher(ShellySink sink, Broker broker, ShellyServer server, AtomicBoolean connected) {
        this.sink = sink;
        this.broker = broker;
        this.server = server;
        this.connected = connected;
    }

    @Override
    public io.polymeter.message.Message description() {
        return io.polymeter.message.Message.of("link-tells-as", "publishes to {broker} as {id}", broker.shown(), id());
    }

    @Override
    public Message presence(boolean online) {
        return new Message(topic("online"), text(String.valueOf(online)), 0, true);
    }

    @Override
    public List<String> topics() {
        return List.of(topic("rpc"), topic("command"));
    }

    @Override
    public FacePublisher.Conversation begin(BrokerSession session) {
        connected.set(true);
        return new Talk(session, local());
    }

    @Override
    public void ended() {
        connected.set(false);
    }

    /// Our address on the way to the broker; nothing is sent to find it.
    private String local() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(broker.host()), 1883));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private String id() {
        return server.device().id();
    }

    private String topic(String last) {
        return id() + "/" + last;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// One connection.
    private final class Talk implements FacePublisher.Conversation {

        private final BrokerSession session;
        private final InetSocketAddress consumer;
        private final String local;
        private final ShownMeter meter = server.meter();
        private long revision = -1;
        private boolean lost;

        private Talk(BrokerSession session, String local) {
            this.session = session;
            this.local = local;
            consumer = InetSocketAddress.createUnresolved(
                    broker.host(), Math.max(1, broker.uri().getPort()));
        }

        @Override
        public boolean send(ShownValues values, Clock clock) throws IOException, InterruptedException {
            long now = values.values().state().revision();
            if (now == revision && (values.lost() != null) == lost) {
                return false;
            }
            revision = now;
            return status(values);
        }

        @Override
        public void take(Message call) throws IOException, InterruptedException {
            Inquiry inquiry = meter.asked(consumer, call.topic());
            if (call.topic().equals(topic("command"))) {
                inquiry.told();
                if (new String(call.payload(), StandardCharsets.UTF_8)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals("status_update")) {
                    lost = false;
                    boolean _ = status(meter.now());
                }
                return;
            }
            RpcFrame frame = RpcFrame.parse(call.payload());
            byte @Nullable [] answer = server.answer(call.payload(), inquiry, new Caller(local));
            String source = frame == null ? null : frame.source();
            // A wildcard is no name, and a broker ends the connection of whoever publishes to one.
            if (answer != null && source != null && source.matches("[\\w.:/-]{1,64}")) {
                session.publish(new Message(source + "/rpc", answer, 0, false));
            }
        }

        private boolean status(ShownValues values) throws IOException, InterruptedException {
            boolean gone = values.lost() != null;
            if (gone && (lost || meter.whenStale() == WhenStale.SILENT)) {
                return false;
            }
            lost = gone;
            EnergyMeterStatus status = new EnergyMeterStatus(values, sink.phases());
            Inquiry inquiry = meter.asked(consumer, "status");
            publish("status/em:0", status.power());
            if (status.hasEnergy()) {
                publish("status/emdata:0", status.energy());
            }
            if (gone) {
                inquiry.silent();
            } else {
                inquiry.served(values);
            }
            return true;
        }

        private void publish(String last, JsonObject status) throws IOException, InterruptedException {
            session.publish(new Message(topic(last), JsonText.bytes(status.build()), 0, false));
        }
    }
}
