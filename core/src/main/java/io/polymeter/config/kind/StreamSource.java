package io.polymeter.config.kind;

import io.polymeter.config.DeviceAddress;
import io.polymeter.config.EndpointUse;
import io.polymeter.config.EndpointUse.Place;
import io.polymeter.config.LineFormat;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A meter that is heard on a line of its own, which it shares with nothing.
public interface StreamSource extends SourceSettings {

    /// Where its bytes come from.
    StreamEndpoint from();

    /// How characters travel on a serial line; null: as this kind of meter does.
    @Nullable
    LineFormat line();

    /// How a web server is asked for telegrams; null: such a source has none.
    default @Nullable Fetching fetching() {
        return null;
    }

    /// How a web server is asked.
    record Fetching(@Nullable String username, @Nullable Secret password, Duration every) {}

    @Override
    default List<String> places() {
        return List.of(from().toString());
    }

    @Override
    default String connection() {
        return from().toString();
    }

    @Override
    default List<EndpointUse> endpoints() {
        Place place = switch (from()) {
            case StreamEndpoint.Serial(Path device) -> new Place.Line(device, EndpointUse.Side.HEAR);
            case StreamEndpoint.Tcp(String host, int port) -> new Place.Remote(new HostPort(host, port));
            case StreamEndpoint.Http(URI uri) ->
                new Place.Remote(new HostPort(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()));
        };
        return List.of(new EndpointUse(place, from().toString(), "", kind() + ".from"));
    }

    @Override
    default @Nullable DeviceAddress deviceAddress() {
        return from() instanceof StreamEndpoint.Http(URI uri)
                ? DeviceAddress.of(uri, kind() + ".from")
                : SourceSettings.super.deviceAddress();
    }
}
