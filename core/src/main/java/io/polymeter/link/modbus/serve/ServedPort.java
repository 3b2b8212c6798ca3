package io.polymeter.link.modbus.serve;

import io.polymeter.config.net.Endpoint;
import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.server.ServerCounters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;

/// What all network ports that are served have in common.
final class ServedPort {

    static final Message LISTENS = Message.of("listens", "listens");

    private ServedPort() {}

    /// The address to listen at.
    ///
    /// @throws IOException where its host name is unknown
    static InetSocketAddress address(Endpoint endpoint, String host, int port) throws IOException {
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new CodedIoException(
                    Message.of(
                            "cannot-listen",
                            "cannot listen on {place}: {why}",
                            endpoint,
                            Message.of("host-name-unknown", "the host name is unknown")),
                    e);
        }
    }

    /// Whether a client has anything to do here; who has not is told of in the log.
    static boolean admits(EndpointHandler server, InetAddress client, RejectionLog rejections) {
        boolean admitted = server.admits(client);
        if (!admitted) {
            rejections.note(client);
        }
        return admitted;
    }

    /// Adds what is counted at every port.
    static void count(ServerCounters seen, Map<String, Long> counters) {
        counters.put("not-admitted", seen.notAdmitted());
        counters.put("protocol-errors", seen.protocolErrors());
        counters.put("requests", seen.requests());
        counters.put("refusals", seen.refusals());
        counters.put("silent", seen.silent());
        counters.put("failures", seen.failures());
    }
}
