package io.polymeter.link.modbus.scan;

import io.polymeter.config.net.Endpoint;
import io.polymeter.modbus.client.ClientSettings;
import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.client.Connector;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.TcpClient;
import io.polymeter.modbus.net.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Looks at many addresses at once, and at each with one connection and one request at a time.
public final class NetworkScan {

    /// Connections at once: enough for a network in seconds, few enough for a small router's table.
    private static final int MAX_CONNECTIONS = 64;

    private static final Duration CONNECT = Duration.ofSeconds(1);

    /// A device of one client may need a moment until it has noticed that the last connection is over.
    private static final Duration REST = Duration.ofMillis(20);

    private final List<Endpoint> endpoints;
    private final ScanTerms terms;

    public NetworkScan(List<Endpoint> endpoints, ScanTerms terms) {
        this.endpoints = endpoints;
        this.terms = terms;
    }

    public List<ScanFinding> run(ScanListener progress) throws InterruptedException {
        Semaphore places = new Semaphore(MAX_CONNECTIONS);
        List<Future<List<ScanFinding>>> looks = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Endpoint endpoint : endpoints) {
                looks.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        List<ScanFinding> here = look(endpoint);
                        progress.found(here);
                        return here;
                    } finally {
                        places.release();
                        progress.step();
                    }
                }));
            }
            List<ScanFinding> found = new ArrayList<>();
            for (Future<List<ScanFinding>> look : looks) {
                List<ScanFinding> here = look.get();
                progress.found(here.size());
                found.addAll(here);
            }
            return found;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /// An address where nothing listens, or something else than Modbus, is nothing to tell of.
    private List<ScanFinding> look(Endpoint endpoint) throws InterruptedException {
        try (ModbusClient client = client(endpoint)) {
            return new DeviceScan(client, endpoint, null, Ticker.SYSTEM).units(terms, () -> {});
        } catch (IOException e) {
            return List.of();
        }
    }

    private ModbusClient client(Endpoint endpoint) throws IOException {
        if (endpoint instanceof Endpoint.Tcp(String host, int port)) {
            ClientSettings settings = ClientSettings.of(host, port)
                    .waiting(CONNECT, terms.timeout())
                    .paced(Duration.ZERO, REST);
            return new TcpClient(settings, Connector.system(), Ticker.SYSTEM);
        }
        return terms.opener().open(endpoint, terms.timeout());
    }

    /// One address, of which a person wants to know why there is nothing.
    public static List<ScanFinding> host(Endpoint endpoint, ScanTerms terms, ScanListener progress)
            throws IOException, InterruptedException {
        try (ModbusClient client = new NetworkScan(List.of(endpoint), terms).client(endpoint)) {
            List<ScanFinding> found =
                    new DeviceScan(client, endpoint, null, Ticker.SYSTEM).units(terms, progress::step);
            progress.found(found.size());
            return found;
        } catch (ConnectFailedException e) {
            throw ScanException.failed(String.valueOf(e.getMessage()), e);
        }
    }
}
