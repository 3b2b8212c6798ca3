package io.polymeter.link.mqtt;

import com.hivemq.client.mqtt.exceptions.ConnectionClosedException;
import com.hivemq.client.mqtt.exceptions.MqttSessionExpiredException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3SubAckException;
import io.polymeter.trust.RefusedCertificateException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;

/// Says why there is no connection to a broker.
final class BrokerFailure {

    private BrokerFailure() {}

    /// In words that follow the broker's address.
    static String message(Throwable failure) {
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
                return String.valueOf(refused.getMessage());
            }
        }
        String message = String.valueOf(cause.getMessage());
        return switch (cause) {
            case Mqtt3ConnAckException refused -> refusal(refused);
            case Mqtt3SubAckException _ -> "refuses a subscription";
            case UnknownHostException _ -> "its name is not known";
            case ConnectException _ -> message.contains("timed out") ? "cannot be reached" : "refuses the connection";
            case ConnectionClosedException _, MqttSessionExpiredException _ -> "ended the connection";
            case SSLException _ -> "speaks no TLS that we know, or refuses our certificate; is it an mqtts:// broker?";
            case NoRouteToHostException _ -> "cannot be reached";
            case SocketException _ -> "ended the connection";
            default -> message.contains("waiting for CONNACK") ? "does not answer" : "does not speak MQTT";
        };
    }

    private static String refusal(Mqtt3ConnAckException refused) {
        return switch (refused.getMqttMessage().getReturnCode()) {
            case BAD_USER_NAME_OR_PASSWORD -> "the user name or the password is wrong";
            case NOT_AUTHORIZED -> "the user name or the password is missing or refused";
            case SERVER_UNAVAILABLE -> "is not ready";
            case IDENTIFIER_REJECTED -> "refuses our name";
            case UNSUPPORTED_PROTOCOL_VERSION -> "does not speak MQTT 3.1.1";
            case SUCCESS -> "ended the connection";
        };
    }
}
