package io.polymeter.link.modbus.serve;

import io.polymeter.link.Clock;
import io.polymeter.message.Message;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Answers the requests of one endpoint from memory: by unit id, from one immutable table that is replaced as a
/// whole when the configuration changes. Takes no lock on the way to a read.
final class RegisterServer implements EndpointHandler {

    private final Clock clock;
    private final boolean serial;
    private final LongAdder unknownUnit = new LongAdder();
    private volatile @Nullable UnitHandler[] stations = new UnitHandler[256];

    /// @param serial true on a bus, where units that are not ours are left alone; else they are refused with
    ///     code 0B
    RegisterServer(Clock clock, boolean serial) {
        this.clock = clock;
        this.serial = serial;
    }

    /// Serves these units from the next request on.
    void route(Map<Integer, UnitHandler> units) {
        @Nullable UnitHandler[] next = new UnitHandler[256];
        units.forEach((unit, station) -> next[unit] = station);
        stations = next;
    }

    @Override
    public boolean serves(int unit) {
        return stations[unit] != null;
    }

    @Override
    public boolean admits(InetAddress address) {
        for (UnitHandler station : stations) {
            if (station != null && station.admits(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Message units() {
        List<String> served = new ArrayList<>();
        @Nullable UnitHandler[] now = stations;
        for (int unit = 0; unit < now.length; unit++) {
            if (now[unit] != null) {
                served.add(String.valueOf(unit));
            }
        }
        String all = String.join(", ", served);
        return served.size() == 1
                ? Message.of("one-unit", "unit {unit}", all)
                : Message.of("several-units", "units {units}", all);
    }

    @Override
    public long unknownUnits() {
        return unknownUnit.sum();
    }

    @Override
    public Answer handle(int unit, Request request, Peer peer) {
        UnitHandler station = stations[unit];
        if (station == null) {
            unknownUnit.increment();
            return serial
                    ? Answer.SILENCE
                    : new Response.Refusal(request.functionCode(), ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
        }
        return station.handle(request, peer, clock);
    }
}
