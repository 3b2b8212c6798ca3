package io.polymeter.modbus.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.client.ConnectFailedException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the runtime says of TLS reaches nobody; what it means does.
class TlsFailureTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Received fatal alert: certificate_required|refuses our certificate, or wants one (certificate_required)",
                "Received fatal alert: unknown_ca|refuses our certificate, or wants one (unknown_ca)",
                "Received fatal alert: protocol_version|has no version and cipher of TLS in common with us",
                "Received fatal alert: handshake_failure|has no version and cipher of TLS in common with us",
                "Received fatal alert: internal_error|refuses the TLS handshake (internal_error)",
                "Remote host terminated the handshake|ended the connection in the TLS handshake",
                "Read timed out|does not finish the TLS handshake in time",
                "Unsupported or unrecognized SSL message|speaks no TLS that we know"
            })
    void whatItMeansIsSaid(String text, String words) {
        assertThat(TlsFailure.words(new SSLHandshakeException(text))).hasToString(words);
    }

    @Test
    void whatHasWordsOfItsOwnKeepsThem() {
        ConnectFailedException refused = new ConnectFailedException(
                "192.0.2.1", 802, ConnectFailedException.Reason.TLS, new SSLException("Unsupported or unrecognized"));
        assertThat(TlsFailure.words(refused)).hasToString(refused.getMessage());
        assertThat(refused).hasMessage("192.0.2.1:802: the TLS handshake failed: speaks no TLS that we know");
        assertThat(TlsFailure.words(new IOException("Connection reset"))).isEqualTo("Connection reset");
    }
}
