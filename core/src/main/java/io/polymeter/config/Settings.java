package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Names;
import io.polymeter.config.yaml.YamlName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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
        return Stream.concat(
                        meters.values().stream().flatMap(meter -> meter.source().endpoints().stream()),
                        outputs.values().stream()
                                .map(OutputSettings::sink)
                                .filter(Objects::nonNull)
                                .flatMap(sink -> sink.endpoints().stream()))
                .anyMatch(use -> use.text().endsWith(place));
    }

    /// The same with other outputs.
    public Settings withOutputs(Map<String, OutputSettings> others) {
        return new Settings(site, meters, others, notices, state, http, history, log);
    }

    Settings withState(Path directory) {
        return new Settings(site, meters, outputs, notices, directory, http, history, log);
    }
}
