package io.polymeter.fleet.front;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishInboundOutput;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import io.polymeter.fleet.front.Connections.Connection;
import io.polymeter.fleet.topic.SaidTopic;
import io.polymeter.fleet.topic.UpWriter;
import java.time.Duration;

/// Passes on what gateways publish. The next message of a connection waits until Kafka has this one, so memory
/// is bounded by connections; an acknowledgement says that it is kept.
final class PublishForwarder implements PublishInboundInterceptor {

    /// Kafka's own patience is longer than that of a gateway.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final UpWriter writer;
    private final Connections connections;

    PublishForwarder(UpWriter writer, Connections connections) {
        this.writer = writer;
        this.connections = connections;
    }

    @Override
    public void onInboundPublish(PublishInboundInput input, PublishInboundOutput output) {
        String client = input.getClientInformation().getClientId();
        SaidTopic topic = SaidTopic.parse(input.getPublishPacket().getTopic()).orElse(null);
        Connection connection = connections.ofClient(client);
        // Rights were asked before; this is what would hold if they were not.
        if (topic == null || connection == null || !connection.speaksFor(topic.node())) {
            connections.refused.increment();
            output.preventPublishDelivery(AckReasonCode.NOT_AUTHORIZED);
            return;
        }
        byte[] payload = Connection.bytes(input.getPublishPacket().getPayload().orElse(null));
        Async<PublishInboundOutput> later = output.async(PATIENCE, TimeoutFallback.FAILURE);
        var _ = writer.write(topic, payload).whenComplete((_, error) -> {
            output.preventPublishDelivery(error == null ? AckReasonCode.SUCCESS : AckReasonCode.UNSPECIFIED_ERROR);
            later.resume();
        });
    }
}
