package io.polymeter.link.http.scan;

import io.polymeter.trust.AnyCertificate;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Looks which addresses answer as a device of a profile does.
public final class WebScan implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 64;
    private static final Duration CONNECT = Duration.ofSeconds(1);

    private final List<WebProbe> probes = WebProbe.all();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(AnyCertificate.context())
            .executor(task -> Thread.ofVirtual().start(task))
            .build();

    /// Follows a search. Called from any of its threads.
    public interface Listener {

        /// One more address was looked at.
        void step();

        /// A device was found.
        void found(WebFinding finding);
    }

    /// The services by which devices are announced, e.g. `_shelly._tcp`.
    public Set<String> services() {
        return probes.stream()
                .flatMap(probe -> probe.mdns().stream())
                .map(each -> each.service())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Where an announced device answers: with TLS where its profile says so.
    public WebAddress announced(String host, int port, List<WebAddress.Service> services) {
        List<WebProbe> fitting = probes.stream()
                .filter(probe -> probe.announced(services) != null)
                .toList();
        boolean secured = !fitting.isEmpty() && fitting.stream().allMatch(WebProbe::secured);
        return new WebAddress(secured, host, port, services);
    }

    /// Looks at all addresses, many of them at once.
    public List<WebFinding> run(List<WebAddress> addresses, Listener progress) throws InterruptedException {
        Semaphore places = new Semaphore(MAX_CONNECTIONS);
        List<Future<Stream<WebFinding>>> looks = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (WebAddress address : addresses) {
                looks.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        WebFinding found = new WebQuestions(client, probes, address).ask();
                        if (found != null) {
                            progress.found(found);
                        }
                        return Stream.ofNullable(found);
                    } finally {
                        places.release();
                        progress.step();
                    }
                }));
            }
            List<WebFinding> found = new ArrayList<>();
            for (Future<Stream<WebFinding>> look : looks) {
                look.get().forEach(found::add);
            }
            return found;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
