package io.polymeter.fleet.front;

import com.hivemq.extension.sdk.api.packets.general.Qos;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.polymeter.fleet.bytes.MalformedRecordException;
import io.polymeter.fleet.front.Connections.Connection;
import io.polymeter.fleet.topic.DownlinkMessage;
import io.polymeter.fleet.topic.KafkaAccess;
import io.polymeter.fleet.topic.SaidTopic;
import io.polymeter.fleet.topic.TopicTail;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends commands to who is connected here. Every front reads all of them; they are few.
final class CommandForwarder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandForwarder.class);

    private final Connections connections;
    private final LongAdder sent = new LongAdder();
    private final TopicTail commands;

    CommandForwarder(KafkaAccess kafka, Connections connections) {
        this.connections = connections;
        // What was said before this front was there is not for those who come to it now.
        commands = new TopicTail(kafka, kafka.topics().down(), this::send);
    }

    private void send(String node, byte[] value) {
        Connection connection = connections.ofNode(node);
        if (connection == null) {
            return;
        }
        try {
            DownlinkMessage down = DownlinkMessage.of(value);
            var publish = Builders.publish()
                    .topic(SaidTopic.command(node, down.device()))
                    .payload(ByteBuffer.wrap(down.payload()))
                    .qos(Qos.AT_MOST_ONCE)
                    .build();
            var _ = Services.publishService().publishToClient(publish, connection.client());
            sent.increment();
        } catch (MalformedRecordException bad) {
            LOG.warn("A command for {} was left out: {}", node, bad.getMessage());
        }
    }

    long sent() {
        return sent.sum();
    }

    @Override
    public void close() {
        commands.close();
    }
}
