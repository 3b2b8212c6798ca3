package io.polymeter.link.speedwire;

import io.polymeter.config.kind.SpeedwireSource;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.telegram.RefusedFields;
import io.polymeter.link.telegram.TelegramIntake;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Hears the meters of the network that speak Speedwire, and takes the one it is for.
///
/// Without a serial number that is the only one there is: as soon as a second one speaks, none is taken any more,
/// because nothing says which of them was meant.
final class SpeedwireLink implements Link {

    /// Where SMA devices speak.
    static final InetSocketAddress GROUP = new InetSocketAddress("239.12.255.254", 9522);

    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration LOST = Duration.ofMinutes(2);
    private static final int LONGEST = 2048;
    private static final int SLICE_MILLIS = 500;
    private static final int MAX_SERIALS = 16;
    private static final int STUBBORN = 3;

    private final String name;
    private final SpeedwireSource source;
    private final TelegramIntake intake;

    SpeedwireLink(String name, SpeedwireSource source, TelegramIntake intake) {
        this.name = name;
        this.source = source;
        this.intake = intake;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Message description() {
        return source.serial() == null
                ? Message.of("link-hears-speedwire", "receives from the Speedwire meter")
                : Message.of("link-hears-speedwire-serial", "receives from Speedwire meter {serial}", source.serial());
    }

    @Override
    public Set<String> events() {
        return Set.of("datagrams", "other-datagrams", "refused-datagrams", "other-meters", "repeated-datagrams");
    }

    @Override
    public void run(Context context) throws IOException {
        // Others of this machine listen there, too; each gets every datagram of the group.
        try (MulticastSocket socket = new MulticastSocket(null)) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(GROUP.getPort()));
            join(socket);
            socket.setSoTimeout(SLICE_MILLIS);
            new Session(context).hear(socket);
        }
    }

    private void join(MulticastSocket socket) throws IOException {
        InetAddress group = GROUP.getAddress();
        String wanted = source.networkInterface();
        int joined = 0;
        for (NetworkInterface each : interfaces(wanted)) {
            try {
                socket.joinGroup(new InetSocketAddress(group, 0), each);
                joined++;
            } catch (SocketException e) {
                if (wanted != null) {
                    throw new CodedIoException(
                            Message.of("no-multicast", "{name} does not support multicast", wanted), e);
                }
            }
        }
        if (joined == 0) {
            throw new CodedIoException(Message.of("no-multicast-at-all", "no network interface supports multicast"));
        }
    }

    private static List<NetworkInterface> interfaces(@Nullable String wanted) throws IOException {
        if (wanted != null) {
            NetworkInterface one = NetworkInterface.getByName(wanted);
            if (one == null || !one.isUp()) {
                throw new CodedIoException(Message.of("no-interface", "no network interface {name}", wanted));
            }
            return List.of(one);
        }
        List<NetworkInterface> all = new ArrayList<>();
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            if (each.isUp() && each.inetAddresses().anyMatch(java.net.Inet4Address.class::isInstance)) {
                all.add(each);
            }
        }
        return all;
    }

    /// What is heard while a socket is open.
    private final class Session {

        private final Context context;
        private final RefusedFields refused;
        private final Set<Long> serials = new TreeSet<>();
        private long last;
        private long ticker = -1;
        private int refusedInARow;

        private Session(Context context) {
            this.context = context;
            this.refused = new RefusedFields(SpeedwireLink.this, context);
            this.last = context.clock().nanos();
        }

        /// Returns by exception alone: by interrupt, or to join the group anew after a long silence, because a switch
        /// may have forgotten that somebody listens.
        private void hear(MulticastSocket socket) throws IOException {
            byte[] buffer = new byte[LONGEST];
            while (context.clock().nanos() - last < LOST.toNanos()) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                try {
                    socket.receive(packet);
                    take(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                } catch (SocketTimeoutException _) {
                    silence();
                }
            }
            throw new CodedIoException(silentFor(LOST));
        }

        private void take(ByteBuffer bytes) {
            Datagram datagram;
            try {
                datagram = Datagram.of(bytes.slice());
            } catch (Datagram.Foreign _) {
                context.health().count("other-datagrams");
                silence();
                return;
            } catch (Datagram.Refused e) {
                context.health().count("refused-datagrams");
                if (++refusedInARow >= STUBBORN) {
                    report(
                            context,
                            Health.State.WAITING,
                            Message.of("datagrams-invalid", "all datagrams are invalid: {why}", Message.of(e)));
                }
                return;
            }
            if (serials.size() < MAX_SERIALS) {
                serials.add(datagram.serial());
            }
            if (isMeant(datagram)) {
                accept(datagram);
            } else {
                context.health().count("other-meters");
                silence();
            }
        }

        private boolean isMeant(Datagram datagram) {
            Long wanted = source.serial();
            if (wanted != null) {
                return wanted == datagram.serial();
            }
            if (serials.size() > 1) {
                report(
                        context,
                        Health.State.WAITING,
                        Message.of("several-meters", "several meters found; set 'serial' to one of {names}", listed()));
                return false;
            }
            return true;
        }

        private void accept(Datagram datagram) {
            last = context.clock().nanos();
            refusedInARow = 0;
            // Through two interfaces of one network each datagram comes twice.
            if (datagram.ticker() == ticker) {
                context.health().count("repeated-datagrams");
                return;
            }
            ticker = datagram.ticker();
            context.health().count("datagrams");
            refused.tell(
                    datagram.telegram(),
                    intake.accept(datagram.telegram(), context.clock().received()));
            report(
                    context,
                    Health.State.UP,
                    Message.of("hears-meter", "receives from meter {serial}", datagram.serial()));
        }

        private void silence() {
            boolean several = source.serial() == null && serials.size() > 1;
            if (context.clock().nanos() - last >= QUIET.toNanos() && !several) {
                Message silent = silentFor(QUIET);
                report(
                        context,
                        Health.State.WAITING,
                        serials.isEmpty()
                                ? silent
                                : Message.of("heard-are", "{what}; heard are {names}", silent, listed()));
            }
        }

        private Message silentFor(Duration time) {
            return source.serial() == null
                    ? Message.of(
                            "speedwire-silent", "a Speedwire meter: nothing received for {seconds} s", time.toSeconds())
                    : Message.of(
                            "speedwire-serial-silent",
                            "Speedwire meter {serial}: nothing received for {seconds} s",
                            source.serial(),
                            time.toSeconds());
        }

        private String listed() {
            return String.join(", ", serials.stream().map(String::valueOf).toList());
        }
    }
}
