package io.polymeter.app.cli.client;

import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Duplex;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.net.TlsContext;
import io.polymeter.trust.CertificateEntry;
import io.polymeter.trust.CertificateTable;
import io.polymeter.trust.Credentials;
import io.polymeter.trust.ServerCheck;
import io.polymeter.trust.TrustAnchors;
import io.polymeter.trust.TrustFile;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A device that a command reads over TLS, with the certificate table and the key of an installation.
final class TlsDevice implements Connector {

    private final CertificateTable table;
    private final Connector connector;

    private TlsDevice(CertificateTable table, Connector connector) {
        this.table = table;
        this.connector = connector;
    }

    /// Opens a client of a device whose certificate the installation's table decides about.
    ///
    /// @param state the installation's state directory
    public static ModbusClient open(Endpoint.Tls device, Duration timeout, Path state) throws IOException {
        CertificateTable table = new CertificateTable(new TrustFile(state), InstantSource.system());
        table.sync();
        Credentials own = Credentials.own(state, table.now());
        ServerCheck check = new ServerCheck(table, TrustAnchors.NONE, device.toString(), new Indifferent());
        try {
            TlsContext context = TlsContext.of(own.managers(null), List.of(check), TlsContext.ClientCertificate.NONE);
            ClientSettings settings =
                    ClientSettings.of(device.host(), device.port()).waiting(timeout.plusSeconds(2), timeout);
            return new TcpClient(settings, new TlsDevice(table, Connector.tls(context)), Ticker.SYSTEM);
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /// What the device showed is written to the table before anybody is told to accept it.
    @Override
    public Duplex open(String host, int port, Duration timeout) throws IOException {
        try {
            return connector.open(host, port, timeout);
        } finally {
            table.flush();
        }
    }

    /// A command ends soon.
    private static final class Indifferent implements ServerCheck.Watcher {
        @Override
        public void trusted(CertificateEntry.Key key, Socket socket) {
            // Nobody deletes a certificate while one command runs.
        }

        @Override
        public void waiting(CertificateEntry.Key key) {
            // The exception that follows says it.
        }
    }
}
