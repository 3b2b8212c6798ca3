package io.polymeter.config;

import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Names;
import io.polymeter.config.yaml.YamlName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A whole configuration: what `polymeter.yaml` says, with defaults filled in and every path made absolute or
/// relative to the working directory.
public record Settings(
        @Key(doc = "The site of this installation.") SiteSettings site,

        @Names @Key(doc = "Meters by name. Each meter has exactly one source.")
        Map<String, MeterSettings> meters,

        @Names @Key(doc = "Outputs by name. Each output has exactly one sink.")
        Map<String, OutputSettings> outputs,

        @YamlName("notify") @Key(doc = "Whom problems are told.", absent = "nobody") @Nullable
        NotifySettings notices,

        @Key(
                doc = "Directory for certificates, counters and history.",
                fallback = "state",
                absent = "`state` next to the file; `/var/lib/polymeter` if the file is in `/etc/polymeter`")
        Path state,

        @Key(doc = "The web page and the API.") HttpSettings http,

        @Key(doc = "Record history; `{}` keeps it for the default periods.", absent = "no history is kept") @Nullable
        HistorySettings history,

        @Key(doc = "Logging.") LogSettings log) {

    static final String PAGE = "http.listen";

    /// The names of the meters an output shows, in order; `all` is resolved.
    public List<String> metersOf(OutputSettings output) {
        return output.showsAll() ? List.copyOf(meters.keySet()) : output.named();
    }

    /// The one meter of an output; null where it is unknown, or where there are several.
    @Nullable
    public MeterSettings meterOf(OutputSettings output) {
        List<String> names = metersOf(output);
        return names.size() == 1 ? meters.get(names.getFirst()) : null;
    }

    /// Whether a meter or an output has this endpoint for itself.
    ///
    /// @param endpoint as people write it, e.g. `rtu:///dev/ttyUSB0`
    public boolean uses(String endpoint) {
        String place = endpoint.substring(endpoint.indexOf("://") + 3);
        return endpoints().stream()
                .anyMatch(use -> !use.key().equals(PAGE) && use.text().endsWith(place));
    }

    /// Every port and serial line that is used exclusively, first that of the page; its key is the whole path.
    public List<EndpointUse> endpoints() {
        List<EndpointUse> all = new ArrayList<>();
        if (http.enabled()) {
            HostPort listen = http.listen();
            EndpointUse.Place place = new EndpointUse.Place.Listener("tcp", listen);
            all.add(new EndpointUse(place, listen.toString(), "", PAGE));
        }
        meters.forEach(
                (name, meter) -> meter.source().endpoints().forEach(use -> all.add(use.below("meters." + name))));
        outputs.forEach((name, output) -> {
            if (output.sink() != null) {
                output.sink().endpoints().forEach(use -> all.add(use.below("outputs." + name)));
            }
        });
        return all;
    }

    /// The same with other outputs.
    public Settings withOutputs(Map<String, OutputSettings> others) {
        return new Settings(site, meters, others, notices, state, http, history, log);
    }

    Settings withState(Path directory) {
        return new Settings(site, meters, outputs, notices, directory, http, history, log);
    }
}
