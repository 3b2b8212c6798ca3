package io.polymeter.link.modbus.scan;

import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.RtuClient;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.modbus.serial.SerialParameters.Parity;
import java.io.IOException;
import java.util.List;

/// Looks at a serial line: with one line setting after the other, until something answers. All that is on one line
/// has the same.
public final class SerialScan {

    /// Meters come with 9600 8N1, less often 8E1, the specification has 19200 8E1, a KSEM's line 38400 8N2.
    private static final List<SerialParameters> USUAL = List.of(
            new SerialParameters(9_600, Parity.NONE, 1),
            new SerialParameters(19_200, Parity.EVEN, 1),
            new SerialParameters(38_400, Parity.NONE, 2),
            new SerialParameters(9_600, Parity.EVEN, 1),
            new SerialParameters(19_200, Parity.NONE, 1),
            new SerialParameters(115_200, Parity.NONE, 1),
            new SerialParameters(4_800, Parity.NONE, 1),
            new SerialParameters(2_400, Parity.EVEN, 1));

    /// Another master asks at least so often.
    private static final long LISTEN = 1_000_000_000L;

    private final Endpoint.Rtu endpoint;
    private final ScanTerms terms;
    private final List<SerialParameters> lines;

    public SerialScan(Endpoint.Rtu endpoint, ScanTerms terms) {
        this.endpoint = endpoint;
        this.terms = terms;
        this.lines = terms.line() == null ? USUAL : List.of(terms.line());
    }

    /// How many questions there may be.
    public int steps() {
        return lines.size() * terms.units().size();
    }

    public List<ScanFinding> run(ScanListener progress) throws IOException, InterruptedException {
        listen();
        for (SerialParameters line : lines) {
            try (RtuClient master = new RtuClient(
                    SerialOpener.system().open(endpoint.device().toString(), line),
                    RtuClient.Settings.of(line).withTimeout(terms.timeout()))) {
                List<ScanFinding> found =
                        new DeviceScan(master, endpoint, line, Ticker.SYSTEM).units(terms, progress::step);
                if (!found.isEmpty()) {
                    progress.found(found.size());
                    return found;
                }
            }
        }
        return List.of();
    }

    /// Two masters on one line disturb each other: an inverter would lose its meter.
    private void listen() throws IOException {
        try (SerialLine line = SerialOpener.system().open(endpoint.device().toString(), lines.getFirst())) {
            byte[] heard = new byte[64];
            if (line.read(heard, LISTEN) > 0) {
                throw ScanException.failed(
                        endpoint + ": another master asks on this line, and scanning would disturb it;"
                                + " take the line away from it first",
                        null);
            }
        }
    }
}
