package io.polymeter.fleet.front;

import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.WillPublishPacket;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.front.Connections.Connection;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.topic.SaidTopic;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// Lets in who has a certificate of ours and is registered, and lets each speak for itself alone.
final class Admission implements SimpleAuthenticator {

    private static final List<String> NODE = List.of("NBIRTH", "NDATA", "NDEATH");
    private static final List<String> DEVICE = List.of("DBIRTH", "DDATA", "DDEATH");

    private final Membership membership;
    private final Connections connections;
    private final boolean relayed;

    /// @param relayed whether each speaks for its whole group instead
    Admission(Membership membership, Connections connections, boolean relayed) {
        this.membership = membership;
        this.connections = connections;
        this.relayed = relayed;
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        Optional<X509Certificate> certificate =
                input.getConnectionInformation().getClientTlsInformation().flatMap(tls -> tls.getClientCertificate());
        String node = certificate.map(Authority::node).orElse("");
        String serial = certificate.map(Authority::serial).orElse("");
        if (!isAdmitted(node, serial)) {
            connections.refused.increment();
            output.failAuthentication(ConnackReasonCode.NOT_AUTHORIZED, "this certificate is not registered");
            return;
        }
        int slash = node.indexOf('/');
        String name = relayed ? "+" : node.substring(slash + 1);
        permit(output.getDefaultPermissions(), node.substring(0, slash), name);
        byte[] will = input.getConnectPacket()
                .getWillPublish()
                .filter(packet -> isDeathOf(node, packet))
                .flatMap(WillPublishPacket::getPayload)
                .map(Connection::bytes)
                .orElse(new byte[0]);
        String client = input.getClientInformation().getClientId();
        Connection before = connections.opened(new Connection(client, node, serial, will, relayed));
        if (before != null) {
            var _ = Services.clientService().disconnectClient(before.client());
        }
        output.authenticateSuccessfully();
    }

    private static boolean isDeathOf(String node, WillPublishPacket will) {
        return SaidTopic.parse(will.getTopic())
                .filter(topic -> topic.node().equals(node))
                .isPresent();
    }

    /// Whether a certificate may be used now.
    boolean isAdmitted(String node, String serial) {
        Registration registration = membership.registration(node);
        return registration != null && registration.access().admits(serial);
    }

    private static void permit(ModifiableDefaultPermissions permissions, String group, String name) {
        permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        String prefix = SaidTopic.NAMESPACE + "/" + group + "/";
        for (String type : NODE) {
            permissions.add(permission(prefix + type + "/" + name, TopicPermission.MqttActivity.PUBLISH));
        }
        for (String type : DEVICE) {
            permissions.add(permission(prefix + type + "/" + name + "/+", TopicPermission.MqttActivity.PUBLISH));
        }
        permissions.add(permission(prefix + "NCMD/" + name, TopicPermission.MqttActivity.SUBSCRIBE));
        permissions.add(permission(prefix + "DCMD/" + name + "/#", TopicPermission.MqttActivity.SUBSCRIBE));
        permissions.add(permission(SaidTopic.NAMESPACE + "/STATE/+", TopicPermission.MqttActivity.SUBSCRIBE));
    }

    private static TopicPermission permission(String topic, TopicPermission.MqttActivity activity) {
        return Builders.topicPermission()
                .topicFilter(topic)
                .activity(activity)
                .type(TopicPermission.PermissionType.ALLOW)
                .build();
    }
}
