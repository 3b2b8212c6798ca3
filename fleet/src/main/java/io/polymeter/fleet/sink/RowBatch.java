package io.polymeter.fleet.sink;

import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.site.Reading;
import io.polymeter.fleet.site.StoredQuarter;
import io.polymeter.fleet.topic.Audit;
import io.polymeter.fleet.topic.FleetEvent;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// Rows that go into the database together: copied to a stage, then merged, the newest revision of each.
final class RowBatch {

    private final Map<String, StoredQuarter> quarters = new LinkedHashMap<>();
    private final Map<String, GroupSum> sums = new LinkedHashMap<>();
    private final List<FleetEvent> events = new ArrayList<>();
    private final List<Audit> audits = new ArrayList<>();

    void quarter(String meter, StoredQuarter row) {
        quarters.merge(meter + "@" + row.from(), row, (one, other) -> other.revision() >= one.revision() ? other : one);
    }

    void sum(String groupAndQuarter, GroupSum sum) {
        sums.merge(groupAndQuarter, sum, (one, other) -> other.revision() >= one.revision() ? other : one);
    }

    void event(FleetEvent event) {
        events.add(event);
    }

    void audit(Audit audit) {
        audits.add(audit);
    }

    /// The months of its quarter-hours.
    Set<YearMonth> months() {
        Set<YearMonth> months = new TreeSet<>();
        quarters.values()
                .forEach(row -> months.add(
                        YearMonth.from(Instant.ofEpochMilli(row.from()).atOffset(ZoneOffset.UTC))));
        return months;
    }

    /// Writes all, within the transaction of the connection.
    void write(Connection connection) throws SQLException {
        if (!quarters.isEmpty()) {
            quarters(connection);
        }
        sums(connection);
        events(connection);
        audits(connection);
    }

    private void quarters(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table stage (like quarter) on commit drop");
            StringBuilder rows = new StringBuilder(quarters.size() * 96);
            quarters.forEach((key, row) -> row(rows, key.substring(0, key.lastIndexOf('@')), row));
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            copy.copyIn("copy stage from stdin", new StringReader(rows.toString()));
            statement.execute("""
                    insert into quarter select * from stage
                    on conflict (node, meter, "from") do update set
                      revision = excluded.revision,
                      imported_mwh = excluded.imported_mwh,
                      exported_mwh = excluded.exported_mwh,
                      mean_power_mw = excluded.mean_power_mw,
                      present = excluded.present,
                      slots = excluded.slots,
                      complete = excluded.complete,
                      lost = excluded.lost,
                      import_counter_mwh = excluded.import_counter_mwh,
                      import_counter_at = excluded.import_counter_at,
                      export_counter_mwh = excluded.export_counter_mwh,
                      export_counter_at = excluded.export_counter_at
                    where excluded.revision > quarter.revision""");
        } catch (IOException e) {
            throw new SQLException("rows could not be copied", e);
        }
    }

    private static void row(StringBuilder out, String key, StoredQuarter row) {
        int slash = key.lastIndexOf('/');
        text(out, key.substring(0, slash));
        text(out, key.substring(slash + 1));
        field(out, Instant.ofEpochMilli(row.from()));
        field(out, row.revision());
        field(out, row.energy().imported());
        field(out, row.energy().exported());
        field(out, row.energy().meanPower());
        field(out, row.cover().present());
        field(out, row.cover().slots());
        field(out, row.cover().complete());
        field(out, row.cover().lost());
        counter(out, row.importCounter());
        counter(out, row.exportCounter());
        out.setCharAt(out.length() - 1, '\n');
    }

    private static void counter(StringBuilder out, @Nullable Reading reading) {
        field(out, reading == null ? null : reading.energy());
        field(out, reading == null ? null : Instant.ofEpochMilli(reading.at()));
    }

    private static void field(StringBuilder out, @Nullable Object value) {
        out.append(value == null ? "\\N" : value).append('\t');
    }

    /// COPY's own escapes.
    private static void text(StringBuilder out, String value) {
        out.append(value.replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r"))
                .append('\t');
    }

    private void sums(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into group_quarter (name, "from", revision, imported_mwh, exported_mwh, meters)
                values (?, ?::timestamptz, ?, ?, ?, ?)
                on conflict (name, "from") do update set
                  revision = excluded.revision,
                  imported_mwh = excluded.imported_mwh,
                  exported_mwh = excluded.exported_mwh,
                  meters = excluded.meters
                where excluded.revision > group_quarter.revision""")) {
            for (Map.Entry<String, GroupSum> entry : sums.entrySet()) {
                int mark = entry.getKey().lastIndexOf('@');
                GroupSum sum = entry.getValue();
                insert.setString(1, entry.getKey().substring(0, mark));
                insert.setString(2, instant(Long.parseLong(entry.getKey().substring(mark + 1))));
                insert.setInt(3, sum.revision());
                insert.setLong(4, sum.share().imported());
                insert.setLong(5, sum.share().exported());
                insert.setInt(6, sum.share().meters());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void events(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into event values (?::timestamptz, ?, ?, ?, ?)")) {
            for (FleetEvent event : events) {
                insert.setString(1, instant(event.at()));
                insert.setString(2, event.node());
                insert.setString(3, event.meter());
                insert.setString(4, event.what());
                insert.setString(5, event.text());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void audits(Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert into audit values (?::timestamptz, ?, ?, ?, ?)")) {
            for (Audit audit : audits) {
                insert.setString(1, instant(audit.at()));
                insert.setString(2, audit.person());
                insert.setString(3, audit.action());
                insert.setString(4, audit.subject());
                insert.setString(5, audit.detail());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String instant(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
