package io.polymeter.link.modbus.connect;

import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Clock;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkReuse;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.RegisterWriter;
import io.polymeter.link.Site;
import io.polymeter.modbus.client.LineMemory;
import io.polymeter.store.Meter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Where the Modbus links of one configuration are built: what they share, and those that are built so far.
public final class ModbusSite {

    private final Site site;
    private final LinkReuse reuse;
    private final Transports transports;
    private final TlsCredentials credentials;
    private final List<ProtocolLinks.Part> parts = new ArrayList<>();
    private final Map<Endpoint, ClientTerms> clients = new HashMap<>();

    /// @param reuse what runs already
    /// @param state the directory of certificates
    public ModbusSite(Site site, LinkReuse reuse, Transports transports, Path state) {
        this.site = site;
        this.reuse = reuse;
        this.transports = transports;
        this.credentials =
                reuse.keep("trust", state, TlsCredentials.class, _ -> new TlsCredentials(state, site.clock()));
    }

    public Clock clock() {
        return site.clock();
    }

    public LinkReuse reuse() {
        return reuse;
    }

    public Transports transports() {
        return transports;
    }

    public TlsCredentials credentials() {
        return credentials;
    }

    /// The meter of this name, which the configuration has.
    public Meter meter(String name) {
        return site.meters().find(name).orElseThrow(() -> new IllegalStateException("no meter " + name));
    }

    /// Adds a link: the one that runs already where it was made of the same terms.
    public <L extends Link> L link(String name, Object terms, Class<L> type, Function<Health, L> make) {
        LinkReuse.Built<L> built = reuse.link(name, terms, type, make);
        parts.add(built.part());
        return built.link();
    }

    /// Lets outputs of other protocols write to a meter.
    public void offer(String meter, RegisterWriter writer) {
        site.controls().offer(meter, writer);
    }

    /// The only connection to a device. Links that share it share the terms of the first.
    public SharedClient client(ClientTerms terms) {
        ClientTerms first = clients.computeIfAbsent(terms.endpoint(), _ -> terms);
        return reuse.keep(
                "client " + terms.endpoint(), List.of(first, credentials), SharedClient.class, _ -> shared(first));
    }

    private SharedClient shared(ClientTerms terms) {
        LineMemory memory = new LineMemory(transports.ticker().nanos());
        return new SharedClient(() -> transports
                .traffic()
                .asking(
                        terms.open(transports, credentials, memory),
                        terms.endpoint().toString(),
                        Transports.kind(terms.endpoint())));
    }

    /// The links that were added, in this order.
    public List<ProtocolLinks.Part> parts() {
        return List.copyOf(parts);
    }
}
