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

/// Items of an openHAB server.
@Key(doc = "Items of an openHAB server.")
public record OpenhabSource(
        @Schemes({"http", "https"}) @Key(doc = "The server.", example = "http://192.168.1.30:8080")
        URI url,

        @Key(doc = "API token, if the server requires one.", example = "${OPENHAB_TOKEN}") @Nullable
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

        @ValueRange(min = 1, max = 1000) @Key(doc = "The item of each point.")
        Map<String, Item> items,

        @Key(doc = "Phase of these single-phase values; same as `phase` of the meter.", example = "L1") @Nullable
        LinePhase phase)
        implements PlatformServer {

    @Override
    public String product() {
        return "openHAB";
    }

    @Override
    public Set<String> namedPoints() {
        return items.keySet();
    }

    /// One item; its name alone may stand for it.
    @Shorthand("item")
    public record Item(
            @Key(doc = "Name of the item.", example = "Grid_P")
            String item,

            @Key(doc = "Unit of states without one.", absent = "the item's own", example = "kW") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to invert the sign.", fallback = "1")
            double scale) {}
}
