package io.polymeter.fleet.config;

import io.polymeter.config.kind.Term;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Names;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.ValueRange;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `fleet.yaml` says. Each role reads the keys that concern it.
public record FleetSettings(
        @Key(doc = "Kafka, which all roles share.") Kafka kafka,

        @Key(doc = "Gateways connect here: MQTT with mutual TLS.", absent = "this file is for no front") @Nullable
        Front front,

        @Key(doc = "Gateways are heard through a broker that is there already.", absent = "this file is for no ingest")
        @Nullable
        Ingest ingest,

        @Key(doc = "What keeps the state of the sites.") Engine engine,

        @Key(doc = "Quarter-hours and events go into a database.", absent = "nothing is written to a database")
        @Nullable
        Sink sink,

        @Key(doc = "The fleet's own authority for certificates.")
        Ca ca,

        @Key(doc = "The operators' page and API.") Http http,

        @Names @Key(doc = "Virtual meters over sites, by name.")
        Map<String, GroupSettings> groups) {

    /// Kafka.
    public record Kafka(
            @Key(doc = "Brokers, `host:port`, several with commas.", fallback = "127.0.0.1:9092")
            String bootstrap,

            @Key(doc = "What the names of all topics begin with.", fallback = "polymeter")
            String fleet,

            @ValueRange(min = 1, max = 1024)
            @Key(doc = "Partitions of what is kept by site; fixed when the fleet is made.", fallback = "64")
            int partitions,

            @ValueRange(min = 1, max = 9) @Key(doc = "Copies of each topic; 3 with three brokers.", fallback = "1")
            int replication,

            @Key(doc = "Further settings of Kafka's clients, e.g. `security.protocol`.")
            Map<String, String> settings) {}

    /// The front.
    public record Front(
            @Key(doc = "Where gateways connect.", fallback = "0.0.0.0:8883")
            HostPort listen,

            @Key(
                    doc = "Names and addresses by which gateways call it; its certificate says them.",
                    example = "[fleet.example.org]")
            @ValueRange(min = 1, max = 50)
            List<String> names,

            @Key(doc = "Name of the host application, the `primary-host` of gateways.", fallback = "polymeter")
            String host,

            @Key(doc = "Where Prometheus finds the figures of this role, at `/metrics`.", absent = "nowhere") @Nullable
            HostPort metrics) {}

    /// The ingest.
    public record Ingest(
            @Schemes({"mqtt", "mqtts"}) @Key(doc = "The broker.", example = "mqtts://broker.example.org")
            URI broker,

            @ValueRange(min = 1, max = 1000)
            @Key(
                    doc = "Groups of edge nodes this instance hears; each belongs to one instance.",
                    example = "[north, south]")
            List<String> groups,

            @Key(doc = "Client id, the same after each start.", fallback = "polymeter-ingest")
            String client,

            @Key(doc = "User name.") @Nullable String username,

            @Key(doc = "Password.", example = "${MQTT_PASSWORD}") @Nullable
            Secret password,

            @Key(doc = "Where Prometheus finds the figures of this role, at `/metrics`.", absent = "nowhere") @Nullable
            HostPort metrics) {}

    /// The engine.
    public record Engine(
            @Key(doc = "Directory of its stores; each engine has its own.", fallback = "state")
            Path state,

            @ValueRange(min = 1, max = 64) @Key(doc = "Threads.", fallback = "2")
            int threads,

            @Key(
                    doc = "`host:port` of its API as other engines reach it.",
                    absent = "there is one engine",
                    example = "engine-1:8090")
            @Nullable
            HostPort server,

            @Key(doc = "Interval of gateways that do not say theirs.", fallback = "10s")
            Duration interval,

            @Key(doc = "What a meter is given beyond three intervals before it counts as silent.", fallback = "5s")
            Duration grace,

            @Key(doc = "How far back quarter-hours may still change.", fallback = "7d")
            Duration horizon) {}

    /// The sink.
    public record Sink(
            @Key(doc = "The database.", example = "postgresql://db.example.org/fleet")
            String url,

            @Key(doc = "User.", fallback = "polymeter") String user,

            @Key(doc = "Password.", example = "${DATABASE_PASSWORD}") @Nullable
            Secret password,

            @Key(doc = "Where Prometheus finds the figures of this role, at `/metrics`.", absent = "nowhere") @Nullable
            HostPort metrics) {}

    /// The authority.
    public record Ca(
            @Key(doc = "Directory of the authority.", fallback = "ca")
            Path directory,

            @Key(doc = "Password of its key files.", absent = "an authority cannot be used", example = "${CA_PASSWORD}")
            @Nullable
            Secret password,

            @Key(doc = "Gateways come by their certificates here, with a one-time code.", absent = "nobody enrols")
            @Nullable
            Enrol enrol) {}

    /// Where gateways enrol.
    public record Enrol(
            @Key(doc = "Where it listens, with TLS.", fallback = "0.0.0.0:8444")
            HostPort listen,

            @Schemes("mqtts") @Key(doc = "Where gateways find a front.", example = "mqtts://fleet.example.org:8883")
            URI broker,

            @Key(doc = "Where Prometheus finds the figures of this role, at `/metrics`.", absent = "nowhere") @Nullable
            HostPort metrics) {}

    /// The page.
    public record Http(
            @Key(doc = "Where the page listens.", fallback = "127.0.0.1:8090")
            HostPort listen,

            @Key(doc = "Further host names by which browsers may call the page.", absent = "addresses and local names")
            List<String> names,

            @Names @Key(doc = "Who may use it, by name.", absent = "from this machine alone, everything")
            Map<String, Person> users) {}

    /// Somebody.
    public record Person(
            @Key(doc = "Its text, or `pbkdf2-sha256$ITERATIONS$SALT$HASH`.")
            Secret password,

            @Key(doc = "`viewer` looks, `operator` commands sites, `admin` also registers them.", fallback = "viewer")
            Role role) {}

    /// What somebody may do; each may do what those before may.
    public enum Role {
        VIEWER,
        OPERATOR,
        ADMIN
    }

    /// A group.
    public record GroupSettings(
            @Key(doc = "Which sites.", absent = "all sites") @Nullable
            Selection sites,

            @ValueRange(min = 1, max = 20)
            @Key(doc = "Meters of each site that are added; `-name` subtracts.", example = "[grid, -battery]")
            List<Term> of) {}

    /// Sites.
    public record Selection(
            @Key(doc = "Those with this label.", example = "region=north")
            String label) {}
}
