package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import io.polymeter.message.Message;
import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.net.TlsFailure;
import io.polymeter.trust.RefusedCertificateException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Says why there is no connection to a broker.
final class BrokerFailure {

    private BrokerFailure() {}

    /// In words that follow the broker's address.
    static Message said(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && !(cause instanceof Mqtt3ConnAckException)
                && (cause instanceof ExecutionException
                        || cause instanceof CompletionException
                        || cause instanceof com.hivemq.client.mqtt.exceptions.ConnectionFailedException)) {
            cause = cause.getCause();
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof RefusedCertificateException refused) {
                return refused.said();
            }
        }
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case Mqtt3ConnAckException refused -> refusal(refused);
            case Mqtt3SubAckException _ -> Message.of("refuses-subscription", "refuses a subscription");
            case UnknownHostException _ -> Message.of("name-not-known", "its name is not known");
            case ConnectException _ ->
                message.contains("timed out")
                        ? Message.of("is-not-reached", "cannot be reached")
                        : Message.of("refuses-connection", "refuses the connection");
            case ConnectionClosedException _, MqttSessionExpiredException _ ->
                Message.of("ended-connection", "ended the connection");
            case SSLException unsecured -> tls(TlsFailure.of(unsecured));
            case NoRouteToHostException _ -> Message.of("is-not-reached", "cannot be reached");
            case SocketException _ -> Message.of("ended-connection", "ended the connection");
            default ->
                message.contains("waiting for CONNACK")
                        ? Message.of("does-not-answer", "does not answer")
                        : Message.of("speaks-no-mqtt", "does not speak MQTT");
        };
    }

    private static Message tls(@Nullable Wording why) {
        return why == null
                ? Message.of("speaks-no-tls-broker", "speaks no TLS that we know; is it an mqtts:// broker?")
                : Message.of(why);
    }

    private static Message refusal(Mqtt3ConnAckException refused) {
        return switch (refused.getMqttMessage().getReturnCode()) {
            case BAD_USER_NAME_OR_PASSWORD -> Message.of("login-wrong", "the user name or the password is wrong");
            case NOT_AUTHORIZED -> Message.of("login-refused", "the user name or the password is missing or refused");
            case SERVER_UNAVAILABLE -> Message.of("is-not-ready", "is not ready");
            case IDENTIFIER_REJECTED -> Message.of("refuses-our-name", "refuses our name");
            case UNSUPPORTED_PROTOCOL_VERSION -> Message.of("speaks-other-mqtt", "does not speak MQTT 3.1.1");
            case SUCCESS -> Message.of("ended-connection", "ended the connection");
        };
    }
}
