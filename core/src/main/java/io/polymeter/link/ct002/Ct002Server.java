package io.polymeter.link.ct002;

import io.polymeter.config.kind.Ct002Sink;
import io.polymeter.config.kind.PhaseRule;
import io.polymeter.config.net.MacAddress;
import io.polymeter.link.OutputCounters.Reason;
import io.polymeter.link.face.Inquiry;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.PhasePowers;
import io.polymeter.view.ShownValues;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers batteries. Any thread: a request may wait for a newer sample while others are answered.
final class Ct002Server {

    private static final Point POWER = Point.of(Quantity.ACTIVE_POWER);

    /// Phase powers of a CT002 and the sums of both have 16 bits.
    private static final int MAX = 32767;

    private static final int REQUEST_FIELDS = 6;
    /// No radio says how well it is received; batteries want a number.
    private static final String SIGNAL = "-50";

    private final Ct002Sink.Model model;
    private final MacAddress mac;
    private final PhaseRule rule;
    private final ShownMeter meter;
    private final Batteries batteries = new Batteries();
    private int index;

    Ct002Server(Ct002Sink sink, MacAddress mac, ShownMeter meter) {
        this.model = sink.model();
        this.mac = mac;
        this.rule = sink.phases();
        this.meter = meter;
    }

    /// The name of a model in the protocol.
    static String type(Ct002Sink.Model model) {
        return switch (model) {
            case CT002 -> "HME-4";
            case CT003 -> "HME-3";
        };
    }

    /// The answer to a request; null: silence.
    byte @Nullable [] answer(byte[] request, InetSocketAddress from) {
        Inquiry inquiry = meter.asked(from, "ct002");
        TextFrame frame = admitted(request, inquiry);
        return frame == null ? null : answer(frame, inquiry.whenNew());
    }

    /// A request that is for us and of a battery that is known; null for any other.
    private synchronized @Nullable TextFrame admitted(byte[] request, Inquiry inquiry) {
        TextFrame frame = TextFrame.parse(request);
        if (frame == null || frame.fields().size() < REQUEST_FIELDS) {
            inquiry.refused(Reason.FUNCTION);
            return null;
        }
        String wanted = frame.field(3);
        // A battery that looks for its device does not know it yet.
        boolean meant = wanted.isEmpty() || wanted.matches("0+") || wanted.equalsIgnoreCase(mac.digits());
        if (!frame.field(2).equals(type(model)) || !meant || !frame.field(1).matches("[0-9A-Fa-f]{1,30}")) {
            inquiry.refused(Reason.NO_SUCH_ADDRESS);
            return null;
        }
        int watts = frame.field(5).matches("-?[0-9]{1,6}") ? Integer.parseInt(frame.field(5)) : 0;
        boolean counts = !frame.field(6).equals("0");
        Batteries.Report report = new Batteries.Report(frame.field(1), frame.field(4), watts, counts);
        if (!batteries.asks(report, inquiry.begun())) {
            inquiry.refused(Reason.BUSY);
            return null;
        }
        return frame;
    }

    private synchronized byte @Nullable [] answer(TextFrame frame, Inquiry inquiry) {
        ShownValues values = meter.now();
        if (values.lost() != null) {
            inquiry.silent();
            return null;
        }
        PhasePowers phases = PhasePowers.of(values::value, rule);
        if (!phases.complete(values.value(POWER))) {
            // A phase that was not measured cannot be left out, and is not nothing.
            inquiry.silent();
            return null;
        }
        byte[] answer = new TextFrame(fields(frame, values, phases)).bytes();
        inquiry.served(values);
        return answer;
    }

    private List<String> fields(TextFrame request, ShownValues values, PhasePowers powers) {
        List<String> fields = new ArrayList<>();
        fields.add(type(model));
        // As it was asked for, in capital or small letters.
        fields.add(request.field(3).equalsIgnoreCase(mac.digits()) ? request.field(3) : mac.small());
        fields.add(request.field(0));
        fields.add(request.field(1));
        double total = values.value(POWER);
        int most = model == Ct002Sink.Model.CT002 ? MAX : Integer.MAX_VALUE;
        powers.watts().forEach(watts -> fields.add(number(watts, most)));
        fields.add(number(total, Integer.MAX_VALUE));
        Batteries.Sums sums = batteries.sums();
        sums.counts().subList(1, sums.counts().size()).forEach(count -> fields.add(String.valueOf(count)));
        fields.add(SIGNAL);
        fields.add(String.valueOf(index));
        index = index + 1 & 0xff;
        sums.charging().forEach(watts -> fields.add(number(watts, MAX)));
        sums.discharging().forEach(watts -> fields.add(number(watts, MAX)));
        if (model == Ct002Sink.Model.CT003) {
            // By tariff, which nobody here knows, in a unit that nobody has found out: as without a utility meter.
            fields.addAll(List.of("0", "0", "0", "0"));
        }
        return fields;
    }

    /// A phase that carries nothing: the others make up the total.
    private static String number(double watts, int most) {
        return Double.isFinite(watts) ? String.valueOf(Math.round(Math.max(-most, Math.min(most, watts)))) : "0";
    }
}
