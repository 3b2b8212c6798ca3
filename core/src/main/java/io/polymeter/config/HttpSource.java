package io.polymeter.config;

import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.Shorthand;
import io.polymeter.config.yaml.ValueRange;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Fields of a JSON document that is fetched over HTTP.
@Key(doc = "Fields of a JSON document fetched over HTTP.")
public record HttpSource(
        @Schemes({"http", "https"}) @Key(doc = "URL of the document.", example = "http://192.168.1.40/status")
        URI url,

        @Key(doc = "Poll interval.", fallback = "5s") Duration every,

        @Key(doc = "Request headers.", example = "{ Authorization: \"Bearer ${TOKEN}\" }")
        Map<String, Secret> headers,

        @ValueRange(min = 1, max = 1000) @Key(doc = "Field per point.")
        Map<String, Field> points)
        implements SourceSettings {

    @Override
    public List<String> places() {
        return List.of(Urls.bare(url));
    }

    @Override
    public String connection() {
        return "HTTP " + Urls.host(url);
    }

    @Override
    public Set<String> namedPoints() {
        return points.keySet();
    }

    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        SettingsChecks.positive(every, path + ".http.every", problems);
    }

    /// One field; its path alone may stand for it.
    @Shorthand("json")
    public record Field(
            @Key(doc = "Path of the value in the document.", example = "emeters.0.power")
            String json,

            @Key(doc = "Unit of the number.", absent = "the point's", example = "kW") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to invert the sign.", fallback = "1")
            double scale) {}
}
