package io.polymeter.link.speedwire;

import io.polymeter.config.kind.SpeedwireSink;
import io.polymeter.config.kind.SpeedwireTarget;
import io.polymeter.config.net.UdpAddress;
import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.OutputCounters;
import io.polymeter.link.Trouble;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.loop.OutputTiming;
import io.polymeter.view.Served;
import io.polymeter.view.ShownValues;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.time.Duration;

/// Sends a meter's values to the network, at an interval; silence while there are none.
final class SpeedwireSender implements Link {

    private static final int HOPS = 32;
    private static final long MILLI = 1_000_000;

    private final String name;
    private final SpeedwireSink sink;
    private final long serial;
    private final ShownMeter meter;

    SpeedwireSender(String name, SpeedwireSink sink, long serial, ShownMeter meter) {
        this.name = name;
        this.sink = sink;
        this.serial = serial;
        this.meter = meter;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "is the Speedwire meter " + serial;
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        try (MulticastSocket socket = new MulticastSocket()) {
            socket.setTimeToLive(HOPS);
            if (sink.networkInterface() != null) {
                NetworkInterface one = NetworkInterface.getByName(sink.networkInterface());
                if (one == null || !one.isUp()) {
                    throw new IOException("no network interface " + sink.networkInterface());
                }
                socket.setNetworkInterface(one);
            }
            report(context, Health.State.UP, description());
            send(socket, context);
        }
    }

    private void send(MulticastSocket socket, Context context) throws InterruptedException {
        Clock clock = context.clock();
        DatagramWriter writer = new DatagramWriter(sink.susyId(), serial, sink.tellsFrequency());
        SentCounters counters = new SentCounters();
        long every = sink.every().toNanos();
        long due = clock.nanos();
        while (true) {
            ShownValues values = meter.now();
            if (counters.admit(values)) {
                byte[] datagram = writer.write(values::value, clock.nanos() / MILLI & 0xffff_ffffL);
                for (SpeedwireTarget target : sink.targets()) {
                    send(socket, datagram, target, context);
                }
                sent(values, clock.nanos());
                report(context, Health.State.UP, description());
            } else {
                Served.Reason lost = values.lost();
                meter.tally().silent();
                report(
                        context,
                        Health.State.WAITING,
                        description() + ", and silent: "
                                + (lost == null ? "no energy counter, or fewer than before" : "no fresh power"));
            }
            due = Math.max(due + every, clock.nanos());
            clock.sleep(Duration.ofNanos(due - clock.nanos()));
        }
    }

    private void sent(ShownValues values, long now) {
        OutputTiming timing = meter.tally().timing();
        meter.tally().served();
        meter.tally().answered(0);
        if (timing != null) {
            timing.group(values.group()).answered(1, now, values.instant());
        }
    }

    private void send(MulticastSocket socket, byte[] datagram, SpeedwireTarget target, Context context) {
        try {
            UdpAddress device = target.device();
            InetSocketAddress to = device == null
                    ? SpeedwireLink.GROUP
                    : new InetSocketAddress(InetAddress.getByName(device.host()), device.port());
            socket.send(new DatagramPacket(datagram, datagram.length, to));
            meter.tally()
                    .asked(
                            target.toString(),
                            target.toString(),
                            1,
                            context.clock().nanos());
            settled(context, target.toString());
        } catch (IOException e) {
            meter.tally().refused(OutputCounters.Reason.NO_PATH);
            trouble(context, Trouble.warning(target.toString(), "cannot be sent to: " + e.getMessage(), ""));
        }
    }
}
