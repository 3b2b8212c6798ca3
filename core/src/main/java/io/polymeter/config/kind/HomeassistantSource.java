package io.polymeter.config.kind;

import io.polymeter.config.LinePhase;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.Shorthand;
import io.polymeter.config.yaml.ValueRange;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Entities of a Home Assistant server.
@Key(doc = "Entities of a Home Assistant server.")
public record HomeassistantSource(
        @Schemes({"http", "https"}) @Key(doc = "The server.", example = "http://homeassistant.local:8123")
        URI url,

        @Key(doc = "Long-lived access token.", example = "${HOMEASSISTANT_TOKEN}") @Nullable
        Secret token,

        @Key(doc = "User name, where the server wants one.") @Nullable
        String username,

        @Key(doc = "Password.", example = "${PASSWORD}") @Nullable
        Secret password,

        @Key(
                doc = "Certificates of an https connection. One that is not known is listed, to be accepted.",
                absent = "the system's certificate authorities")
        @Nullable
        TlsSettings tls,

        @ValueRange(min = 1, max = 1000) @Key(doc = "The entity of each point.")
        Map<String, Entity> entities,

        @Key(doc = "Phase of these single-phase values; same as `phase` of the meter.", example = "L1") @Nullable
        LinePhase phase)
        implements PlatformServer {

    @Override
    public String product() {
        return "Home Assistant";
    }

    @Override
    public Set<String> namedPoints() {
        return entities.keySet();
    }

    /// One entity; its id alone may stand for it.
    @Shorthand("entity")
    public record Entity(
            @Key(doc = "Id of the entity.", example = "sensor.grid_power")
            String entity,

            @Key(doc = "Unit of states without one.", absent = "the entity's own", example = "kW") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to invert the sign.", fallback = "1")
            double scale) {}
}
