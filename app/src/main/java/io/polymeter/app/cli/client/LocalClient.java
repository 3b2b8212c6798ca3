package io.polymeter.app.cli.client;

import io.polymeter.trust.AnyCertificate;
import java.net.http.HttpClient;
import java.time.Duration;

/// Asks the page of the daemon on this machine, whose address is in the state directory. Nothing secret is sent, so its
/// certificate, which is for the names of this machine and not for its loopback address, is not looked at.
public final class LocalClient {

    private LocalClient() {}

    /// A client that connects within this time.
    public static HttpClient within(Duration patience) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(AnyCertificate.context())
                .connectTimeout(patience)
                .build();
    }
}
