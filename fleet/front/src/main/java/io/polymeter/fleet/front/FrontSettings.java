package io.polymeter.fleet.front;

import java.nio.file.Path;

/// How a front listens.
///
/// @param address to listen on, e.g. `0.0.0.0`
/// @param port e.g. 8883
/// @param keys PKCS #12 file of the front's key and certificate
/// @param trusted PKCS #12 file of the authority whose certificates are let in
/// @param password of both files
/// @param host name of the host application in `STATE` messages
/// @param directory for the broker's own files, which need not survive
/// @param relayed whether a connection speaks for all nodes of its group: for measurements alone
record FrontSettings(
        String address,
        int port,
        Path keys,
        Path trusted,
        String password,
        String host,
        Path directory,
        boolean relayed) {

    /// The broker's configuration.
    String xml() {
        return """
                <?xml version="1.0"?>
                <hivemq>
                  <listeners>
                    <tls-tcp-listener>
                      <port>%d</port>
                      <bind-address>%s</bind-address>
                      <tls>
                        <protocols><protocol>TLSv1.3</protocol><protocol>TLSv1.2</protocol></protocols>
                        <keystore>
                          <path>%s</path>
                          <password>%s</password>
                          <private-key-password>%s</private-key-password>
                        </keystore>
                        <truststore><path>%s</path><password>%s</password></truststore>
                        <client-authentication-mode>REQUIRED</client-authentication-mode>
                      </tls>
                    </tls-tcp-listener>
                  </listeners>
                  <mqtt>
                    <packets><max-packet-size>1048576</max-packet-size></packets>
                    <shared-subscriptions><enabled>false</enabled></shared-subscriptions>
                  </mqtt>
                  <persistence><mode>in-memory</mode></persistence>
                  <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                </hivemq>
                """.formatted(
                        port,
                        escaped(address),
                        escaped(keys.toAbsolutePath().toString()),
                        escaped(password),
                        escaped(password),
                        escaped(trusted.toAbsolutePath().toString()),
                        escaped(password));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
