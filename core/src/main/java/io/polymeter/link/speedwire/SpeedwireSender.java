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
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.PhasePowers;
import io.polymeter.view.Served;
import io.polymeter.view.ShownValues;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/// Sends a meter's values to the network, at an interval; silence while there are none.
final class SpeedwireSender implements Link {

    private static final int HOPS = 32;
    private static final long MILLI = 1_000_000;

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

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
    public Message description() {
        return Message.of("link-is-speedwire", "is the Speedwire meter {serial}", serial);
    }

    @Override
    public void run(Context context) throws IOException, InterruptedException {
        try (MulticastSocket socket = new MulticastSocket()) {
            socket.setTimeToLive(HOPS);
            if (sink.networkInterface() != null) {
                NetworkInterface one = NetworkInterface.getByName(sink.networkInterface());
                if (one == null || !one.isUp()) {
                    throw new CodedIoException(
                            Message.of("no-interface", "no network interface {name}", sink.networkInterface()));
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
            PhasePowers phases = PhasePowers.of(values::value, sink.phases());
            boolean whole = phases.complete(values.value(POWER));
            if (whole && counters.admit(values)) {
                byte[] datagram = writer.write(with(phases, values), clock.nanos() / MILLI & 0xffff_ffffL);
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
                        Message.of(
                                "and-silent",
                                "{what}, and silent: {why}",
                                description(),
                                lost != null
                                        ? Message.of("no-fresh-power", "no fresh power")
                                        : whole
                                                ? Message.of(
                                                        "fewer-counters", "no energy counter, or fewer than before")
                                                : Message.of(
                                                        "phase-missing", "a phase is missing that the total needs")));
            }
            due = Math.max(due + every, clock.nanos());
            clock.sleep(Duration.ofNanos(due - clock.nanos()));
        }
    }

    /// The values, with a total where phases were not measured on the phases that it is said to be on.
    private static ToDoubleFunction<Point> with(PhasePowers phases, ShownValues values) {
        return point -> {
            if (point.quantity() == Quantity.ACTIVE_POWER && point.phase() != Phase.TOTAL) {
                return phases.watts(point.phase());
            }
            return values.value(point);
        };
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
            trouble(
                    context,
                    Trouble.warning(
                            target.toString(),
                            Message.of("cannot-be-sent-to", "cannot be sent to: {why}", Message.of(e)),
                            ""));
        }
    }
}
