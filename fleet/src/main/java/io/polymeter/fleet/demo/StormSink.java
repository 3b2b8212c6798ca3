package io.polymeter.fleet.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// A sink of a storm before a database of its own, and what is counted in that.
final class StormSink {

    private static final String NAME = "sink";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long PAUSE = 500;

    private final StormWorld world;
    private final EmbeddedPostgres postgres;
    private final Path file;

    /// Quarter-hours of meters of one name.
    ///
    /// @param from the beginning of the first one, milliseconds since 1970 UTC
    /// @param to the end of the last one
    record Stretch(String meter, long from, long to) {

        private String where() {
            return " \"from\" >= to_timestamp(" + from / 1000 + ") and \"from\" < to_timestamp(" + to / 1000 + ")";
        }
    }

    StormSink(StormWorld world, EmbeddedPostgres postgres) throws IOException {
        this.world = world;
        this.postgres = postgres;
        file = Files.writeString(world.roles.directory().resolve("sink.yaml"), """
                kafka: { bootstrap: "%s", fleet: %s, partitions: %d }
                sink: { url: "postgresql://localhost:%d/postgres", user: postgres }
                """.formatted(
                        world.kafka.bootstrap(),
                        world.kafka.topics().fleet(),
                        world.kafka.topics().partitions(),
                        postgres.getPort()));
    }

    void start() throws IOException {
        Process _ = world.roles.start(NAME, NAME, "--config", file.toString());
    }

    /// As by `kill -9`.
    void kill() throws InterruptedException {
        world.roles.kill(NAME);
    }

    /// A query for the rows of a stretch.
    static String all(Stretch stretch) {
        return "select count(*) from quarter where meter = '" + stretch.meter() + "' and" + stretch.where();
    }

    /// A query for those that are complete and have so many milliwatt-hours.
    static String exact(Stretch stretch, long each) {
        return all(stretch) + " and complete and imported_mwh = " + each;
    }

    /// A query for sums of so many meters and milliwatt-hours.
    static String sums(Stretch stretch, long energy, int meters) {
        return "select count(*) from group_quarter where name = '" + stretch.meter() + "' and" + stretch.where()
                + " and imported_mwh = " + energy + " and meters = " + meters;
    }

    /// What a query counts as soon as that is what it has to be, or after minutes.
    long becomes(String query, long wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long found = count(query);
        while (found != wanted && System.nanoTime() < deadline) {
            Thread.sleep(PAUSE);
            found = count(query);
        }
        return found;
    }

    /// What a query counts; -1 where the tables are not there yet.
    long count(String query) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            return found.next() ? found.getLong(1) : 0;
        } catch (SQLException _) {
            return -1;
        }
    }
}
