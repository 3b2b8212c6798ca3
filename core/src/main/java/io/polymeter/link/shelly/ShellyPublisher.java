package io.polymeter.link.shelly;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.kind.PhaseRule;
import io.polymeter.config.kind.ShellySink;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A Shelly as a client of a broker: it tells its status when there are new values, and answers calls (Shelly API
/// documentation, component Mqtt). While power is lost it tells null once: what listens there would keep the last
/// number for ever.
final class ShellyPublisher implements Link {

    private static final int MAX_WAITING = 32;

    private final String name;
    private final ShellySink.Mqtt sink;
    private final Broker broker;
    private final ShellyDevice device;
    private final Speaker speaker;

    /// What is told and answered.
    ///
    /// @param connected set while there is a connection
    record Speaker(
            ShellyDevice device, ShownMeter meter, PhaseRule rule, ShellyServer server, AtomicBoolean connected) {}

    /// @param state the state directory, which holds the certificate table
    ShellyPublisher(String name, ShellySink.Mqtt sink, Path state, Speaker speaker) {
        this.name = name;
        this.sink = sink;
        ShellyDevice device = speaker.device();
        this.broker = broker(sink, state).named(device.id());
        this.device = device;
        this.speaker = speaker;
    }

    /// The broker of such settings.
    ///
    /// @param state the state directory, which holds the certificate table
    static Broker broker(ShellySink.Mqtt sink, Path state) {
        return new Broker(sink.broker(), sink.username(), sink.password(), sink.tls(), state);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "tells " + broker.shown() + " as " + device.id();
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        Clock.Signal news = context.clock().signal();
        BlockingQueue<Message> calls = new LinkedBlockingQueue<>(MAX_WAITING);
        Message gone = new Message(topic("online"), text("false"), 0, true);
        try (BrokerSession session = BrokerSession.open(
                broker,
                gone,
                message -> {
                    boolean _ = calls.offer(message);
                    news.raise();
                },
                news::raise)) {
            Runnable end = speaker.meter().meter().onUpdate(news::raise);
            try {
                session.publish(new Message(topic("online"), text("true"), 0, true));
                session.subscribe(List.of(topic("rpc"), topic("command")));
                speaker.connected().set(true);
                report(context, Health.State.UP, description());
                new Telling(session, context, local()).tell(news, calls);
            } finally {
                end.run();
                speaker.connected().set(false);
                boolean _ = session.leave(gone);
            }
        }
    }

    /// Our address on the way to the broker; nothing is sent to find it.
    private String local() {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByName(sink.broker().getHost()), 1883));
            return socket.getLocalAddress().getHostAddress();
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private String topic(String last) {
        return device.id() + "/" + last;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// One connection.
    private final class Telling {

        private final BrokerSession session;
        private final Context context;
        private final InetSocketAddress consumer;
        private final String local;
        private long told;
        private boolean lost;

        private Telling(BrokerSession session, Context context, String local) {
            this.session = session;
            this.context = context;
            this.local = local;
            consumer = InetSocketAddress.createUnresolved(
                    sink.broker().getHost(), Math.max(1, sink.broker().getPort()));
        }

        /// Ends by exception, or by interrupt.
        private void tell(Clock.Signal news, BlockingQueue<Message> calls) throws IOException, InterruptedException {
            long revision = -1;
            told = context.clock().nanos() - sink.every().toNanos();
            while (true) {
                session.check();
                for (Message call = calls.poll(); call != null; call = calls.poll()) {
                    take(call);
                }
                long wait = told + sink.every().toNanos() - context.clock().nanos();
                if (wait <= 0) {
                    ShownValues values = speaker.meter().now();
                    long now = values.values().state().revision();
                    boolean gone = values.lost() != null;
                    if (now != revision || gone != lost) {
                        revision = now;
                        status(values);
                    }
                    wait = sink.every().toNanos();
                }
                boolean _ = news.await(Duration.ofNanos(Math.max(1_000_000, Math.min(wait, 500_000_000))));
            }
        }

        private void take(Message call) throws IOException, InterruptedException {
            Inquiry inquiry = speaker.meter().asked(consumer, call.topic());
            if (call.topic().equals(topic("command"))) {
                inquiry.told();
                if (new String(call.payload(), StandardCharsets.UTF_8)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals("status_update")) {
                    lost = false;
                    status(speaker.meter().now());
                }
                return;
            }
            RpcFrame frame = RpcFrame.parse(call.payload());
            byte @Nullable [] answer = speaker.server().answer(call.payload(), inquiry, new Caller(local));
            String source = frame == null ? null : frame.source();
            // A wildcard is no name, and a broker ends the connection of whoever publishes to one.
            if (answer != null && source != null && source.matches("[\\w.:/-]{1,64}")) {
                session.publish(new Message(source + "/rpc", answer, 0, false));
            }
        }

        private void status(ShownValues values) throws IOException, InterruptedException {
            boolean gone = values.lost() != null;
            if (gone && (lost || speaker.meter().whenStale() == WhenStale.SILENT)) {
                return;
            }
            lost = gone;
            told = context.clock().nanos();
            EnergyMeterStatus status = new EnergyMeterStatus(values, speaker.rule());
            Inquiry inquiry = speaker.meter().asked(consumer, "status");
            publish("status/em:0", status.power());
            if (status.hasEnergy()) {
                publish("status/emdata:0", status.energy());
            }
            if (gone) {
                inquiry.silent();
            } else {
                inquiry.served(values);
            }
        }

        private void publish(String last, JsonObject status) throws IOException, InterruptedException {
            session.publish(new Message(topic(last), JsonText.bytes(status.build()), 0, false));
        }
    }
}
