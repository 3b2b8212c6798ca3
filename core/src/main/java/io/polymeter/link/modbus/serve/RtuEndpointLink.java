package io.polymeter.link.modbus.serve;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.RtuServer;
import io.polymeter.modbus.serial.RtuSettings;
import io.polymeter.modbus.serial.RtuStatistics;
import io.polymeter.modbus.serial.SerialLine;
import io.polymeter.modbus.serial.SerialOpener;
import io.polymeter.modbus.serial.SerialParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// One serial port on which we are slaves, each output under its own unit id.
final class RtuEndpointLink implements Link {

    private static final Duration LONGEST_ROUND = Duration.ofSeconds(5);

    private final Path device;
    private final SerialParameters parameters;
    private final EndpointHandler server;
    private final RtuServer serial;
    private volatile Runnable opened = () -> {};

    RtuEndpointLink(Path device, SerialParameters parameters, EndpointHandler server, Transports ways) {
        this.device = device;
        this.parameters = parameters;
        this.server = server;
        // The link is up from the moment the port is, and only the opener knows it.
        SerialOpener telling = (name, line) -> {
            SerialLine open = ways.serial().open(name, line);
            opened.run();
            return open;
        };
        RtuSettings settings = RtuSettings.of(parameters, server::serves)
                .withAnswerWithin(server.answerWithin())
                .withTicker(ways.ticker());
        this.serial = new RtuServer(telling, device.toString(), settings, server);
    }

    @Override
    public String name() {
        return "rtu://" + device;
    }

    @Override
    public Message description() {
        return Message.of("link-serves-at", "serves {units} at {parameters}", server.units(), parameters);
    }

    @Override
    public void run(Context context) throws Exception {
        opened = () -> report(context, Health.State.UP, Message.of("listens-at", "listens at {place}", parameters));
        serial.run();
    }

    @Override
    public boolean responsive() {
        return serial.turns(LONGEST_ROUND);
    }

    /// What the line has seen.
    RtuStatistics statistics() {
        return serial.statistics();
    }

    @Override
    public Map<String, Long> counters() {
        return RtuOverTcpLink.counters(serial.statistics());
    }

    @Override
    public Map<String, Long> gauges() {
        return RtuOverTcpLink.gauges(serial.statistics());
    }
}
