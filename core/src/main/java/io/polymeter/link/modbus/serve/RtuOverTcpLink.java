package io.polymeter.link.modbus.serve;

import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.modbus.connect.Transports;
import io.polymeter.message.Message;
import io.polymeter.modbus.serial.RtuOverTcpServer;
import io.polymeter.modbus.serial.RtuSettings;
import io.polymeter.modbus.serial.RtuStatistics;
import io.polymeter.modbus.serial.SerialParameters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One TCP port on which we are slaves as on a serial line, for consumers behind a serial device server.
final class RtuOverTcpLink implements Link {

    private final Endpoint.RtuOverTcp endpoint;
    private final EndpointHandler server;
    private final Transports ways;
    private volatile @Nullable RtuOverTcpServer open;

    RtuOverTcpLink(Endpoint.RtuOverTcp endpoint, EndpointHandler server, Transports ways) {
        this.endpoint = endpoint;
        this.server = server;
        this.ways = ways;
    }

    @Override
    public String name() {
        return endpoint.toString();
    }

    @Override
    public Message description() {
        return Message.of("link-serves", "serves {units}", server.units());
    }

    @Override
    public void run(Context context) throws Exception {
        RejectionLog strangers = new RejectionLog(this, context);
        InetSocketAddress address = ServedPort.address(endpoint, endpoint.host(), endpoint.port());
        RtuSettings settings = RtuSettings.of(SerialParameters.STANDARD, server::serves)
                .withAnswerWithin(server.answerWithin())
                .withTicker(ways.ticker());
        try (RtuOverTcpServer serving = new RtuOverTcpServer(
                address, client -> ServedPort.admits(server, client, strangers), settings, server)) {
            open = serving;
            Thread.ofVirtual().name(name()).start(() -> serve(serving));
            report(context, Health.State.UP, ServedPort.LISTENS);
            strangers.tell();
        } finally {
            open = null;
        }
    }

    private static void serve(RtuOverTcpServer serving) {
        try {
            serving.run();
        } catch (IOException _) {
            // It was closed with its link.
        }
    }

    @Override
    public Map<String, Long> counters() {
        RtuOverTcpServer serving = open;
        return serving == null ? new TreeMap<>() : counters(serving.statistics());
    }

    @Override
    public Map<String, Long> gauges() {
        RtuOverTcpServer serving = open;
        return serving == null ? Map.of() : gauges(serving.statistics());
    }

    /// What is counted of any line with serial frames.
    static Map<String, Long> counters(RtuStatistics seen) {
        Map<String, Long> counters = new TreeMap<>();
        counters.put("requests", seen.requests());
        counters.put("answered", seen.answered());
        counters.put("foreign", seen.foreign());
        counters.put("crc-errors", seen.crcErrors());
        counters.put("noise", seen.noise());
        counters.put("dropped", seen.dropped());
        counters.put("late", seen.late());
        counters.put("silent", seen.silent());
        counters.put("broadcasts", seen.broadcasts());
        return counters;
    }

    /// How long answers take on any line with serial frames.
    static Map<String, Long> gauges(RtuStatistics seen) {
        return Map.of(
                "turnaround-max-us", seen.turnaround().most() / 1000,
                "turnaround-last-us", seen.turnaround().last() / 1000);
    }
}
