package io.polymeter.fleet.front;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Who is connected to this front; safe for several threads.
final class Connections {

    final LongAdder refused = new LongAdder();
    private final Map<String, Connection> byClient = new ConcurrentHashMap<>();
    private final Map<String, Connection> byNode = new ConcurrentHashMap<>();

    /// @param node `GROUP/NODE` of the certificate
    /// @param serial of the certificate, hexadecimal
    /// @param will payload of the last will, which is the NDEATH; empty for none
    /// @param relayed whether it speaks for all nodes of its group
    @SuppressWarnings("ArrayRecordComponent") // passed on as they are
    record Connection(String client, String node, String serial, byte[] will, boolean relayed) {

        /// Whether what it says may be of a node.
        ///
        /// @param other `GROUP/NODE`
        boolean speaksFor(String other) {
            return node.equals(other) || relayed && other.startsWith(node.substring(0, node.indexOf('/') + 1));
        }

        static byte[] bytes(@Nullable ByteBuffer buffer) {
            if (buffer == null) {
                return new byte[0];
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
    }

    /// Notes a connection.
    ///
    /// @return the connection that the same node had before under another name, null for none
    @Nullable
    Connection opened(Connection connection) {
        byClient.put(connection.client(), connection);
        Connection before = byNode.put(connection.node(), connection);
        return before == null || before.client().equals(connection.client()) ? null : before;
    }

    @Nullable
    Connection closed(String client) {
        Connection connection = byClient.remove(client);
        if (connection != null) {
            byNode.remove(connection.node(), connection);
        }
        return connection;
    }

    @Nullable
    Connection ofClient(String client) {
        return byClient.get(client);
    }

    @Nullable
    Connection ofNode(String node) {
        return byNode.get(node);
    }

    int size() {
        return byClient.size();
    }
}
