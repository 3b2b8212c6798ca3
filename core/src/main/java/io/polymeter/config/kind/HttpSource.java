package io.polymeter.config.kind;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.ValueChecks;
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

        @Key(doc = "User name, where the server wants one.") @Nullable
        String username,

        @Key(doc = "Password.", example = "${PASSWORD}") @Nullable
        Secret password,

        @Key(
                doc = "Certificates of an https connection. One that is not known is listed, to be accepted.",
                absent = "the system's certificate authorities")
        @Nullable
        TlsSettings tls,

        @Key(
                doc = "Path of a field that is true while the document holds: else all of it is absent.",
                example = "meter.is_valid")
        @Nullable
        String valid,

        @ValueRange(min = 1, max = 1000) @Key(doc = "The field of each point.")
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
        ValueChecks.positive(every, path + ".http.every", problems);
        Urls.check(url, path + ".http.url", problems);
        Urls.login(username, password, path + ".http", problems);
    }

    /// One field; its path alone may stand for it.
    @Shorthand("json")
    public record Field(
            @Key(doc = "Path of the value in the document.", example = "emeters.0.power")
            String json,

            @Key(doc = "Unit of the number.", absent = "the point's", example = "kW") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to turn the sign.", fallback = "1")
            double scale,

            @Key(
                    doc = "Path of a field that is true while this value holds: else it is absent.",
                    example = "emeters.0.is_valid")
            @Nullable
            String valid) {}
}
