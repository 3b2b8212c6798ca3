package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
import io.polymeter.config.net.HostPort;
import java.nio.file.Path;

/// A port or a serial line that a source or a sink uses, to find what cannot go together.
///
/// @param text as people write it, e.g. `tcp://0.0.0.0:502`
/// @param sharing uses of one place with the same word go together; empty: this one goes with no other
/// @param key where it stands below the meter or the output, e.g. `modbus.serve[0]`
public record EndpointUse(Place place, String text, String sharing, String key) {

    /// What is used.
    public sealed interface Place {

        /// False where another use cannot be beside this one.
        ///
        /// @param shared whether both can use one place together
        boolean goesWith(Place other, boolean shared);

        /// A port of this machine that we listen on.
        ///
        /// @param transport `tcp` or `udp`
        record Listener(String transport, HostPort address) implements Place {
            @Override
            public boolean goesWith(Place other, boolean shared) {
                return !(other instanceof Listener there
                        && transport.equals(there.transport)
                        && overlap(address, there.address)
                        && !(shared && address.equals(there.address)));
            }
        }

        /// A port of a device that we connect to.
        record Remote(HostPort address) implements Place {
            @Override
            public boolean goesWith(Place other, boolean shared) {
                return shared || !(other instanceof Remote there && address.equals(there.address));
            }
        }

        /// A serial line.
        record Line(Path device, Side side) implements Place {
            @Override
            public boolean goesWith(Place other, boolean shared) {
                return shared || !(other instanceof Line there && device.equals(there.device));
            }
        }
    }

    /// What we do on a serial line.
    public enum Side {
        /// We ask, as a client.
        ASK,
        /// We are asked, as a server.
        ANSWER,
        /// We hear what a device says of its own.
        HEAR
    }

    /// Modbus servers of one transport share an endpoint by unit id.
    public static EndpointUse server(Endpoint endpoint, String key) {
        String transport = endpoint.toString().substring(0, endpoint.toString().indexOf(':'));
        return new EndpointUse(served(endpoint), endpoint.toString(), "Modbus server, " + transport, key);
    }

    /// A proxy passes every unit on, so it shares its endpoint with nothing.
    public static EndpointUse proxy(Endpoint endpoint, String key) {
        return new EndpointUse(served(endpoint), endpoint.toString(), "", key);
    }

    /// Modbus clients of one device share its connection.
    public static EndpointUse client(Endpoint endpoint, String key) {
        Place place = endpoint instanceof Endpoint.Net net
                ? new Place.Remote(new HostPort(net.host(), net.port()))
                : new Place.Line(((Endpoint.Rtu) endpoint).device(), Side.ASK);
        return new EndpointUse(place, endpoint.toString(), "Modbus client", key);
    }

    private static Place served(Endpoint endpoint) {
        return endpoint instanceof Endpoint.Net net
                ? new Place.Listener(net instanceof Endpoint.Udp ? "udp" : "tcp", new HostPort(net.host(), net.port()))
                : new Place.Line(((Endpoint.Rtu) endpoint).device(), Side.ANSWER);
    }

    /// The same, with its key's whole path.
    EndpointUse below(String path) {
        return new EndpointUse(place, text, sharing, path + "." + key);
    }

    /// False where both cannot be at once.
    boolean goesWith(EndpointUse other) {
        boolean shared = !sharing.isEmpty() && sharing.equals(other.sharing);
        return place.goesWith(other.place, shared);
    }

    private static boolean overlap(HostPort one, HostPort other) {
        return one.port() != 0
                && one.port() == other.port()
                && (one.host().equals(other.host()) || isEverywhere(one) || isEverywhere(other));
    }

    private static boolean isEverywhere(HostPort address) {
        return address.host().equals("0.0.0.0") || address.host().equals("::");
    }
}
