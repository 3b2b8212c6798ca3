package io.polymeter.fleet.demo;

import io.polymeter.fleet.ca.Authority;
import io.polymeter.fleet.topic.KafkaAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A front of a storm, with an authority of its own; it listens on `localhost`.
final class StormFront {

    static final char[] PASSWORD = "storm".toCharArray();

    private static final String NAME = "front";

    private final RoleProcesses roles;
    private final Authority authority;
    private final Path file;
    private final int port;
    private final List<String> options;

    /// Makes it, and does not start it yet.
    ///
    /// @param options of the front's command line
    StormFront(RoleProcesses roles, KafkaAccess kafka, String... options) throws IOException {
        this.roles = roles;
        this.options = List.of(options);
        port = roles.port();
        Path ca = roles.directory().resolve("ca");
        authority = Authority.init(ca, PASSWORD);
        authority.trust(ca.resolve("trust.p12"), PASSWORD);
        Authority.save(ca.resolve("front.p12"), PASSWORD, authority.server(List.of("localhost", "127.0.0.1")));
        file = Files.writeString(roles.directory().resolve("front.yaml"), """
                kafka: { bootstrap: "%s", fleet: %s, partitions: %d }
                front: { listen: "127.0.0.1:%d", names: [localhost, 127.0.0.1] }
                ca: { password: %s }
                """.formatted(
                kafka.bootstrap(), kafka.topics().fleet(), kafka.topics().partitions(), port, new String(PASSWORD)));
    }

    /// Starts it; it lets gateways in when this returns.
    void start() throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("--config", file.toString()));
        arguments.addAll(options);
        Process _ = roles.front(NAME, arguments.toArray(String[]::new));
        roles.reachable(NAME, port);
    }

    /// As by `kill -9`.
    void kill() throws InterruptedException {
        roles.kill(NAME);
    }

    /// Where files of the storm are.
    Path directory() {
        return roles.directory();
    }

    Authority authority() {
        return authority;
    }

    int port() {
        return port;
    }

    /// The most memory it has had, in megabytes; -1 where this machine does not say.
    long peak() throws IOException {
        return roles.peak(NAME);
    }
}
