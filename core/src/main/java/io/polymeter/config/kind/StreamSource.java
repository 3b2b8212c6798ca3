package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.EndpointUse.Place;
import io.polymeter.config.LineFormat;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.net.HostPort;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A meter that is heard on a line of its own, which it shares with nothing.
public interface StreamSource extends SourceSettings {

    /// Where its bytes come from.
    StreamEndpoint from();

    /// How characters travel on a serial line; null: as this kind of meter does.
    @Nullable
    LineFormat line();

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
        };
        return List.of(new EndpointUse(place, from().toString(), "", kind() + ".from"));
    }
}
