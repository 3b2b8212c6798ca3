package io.polymeter.fleet.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The tables. Quarter-hours have a partition for each month (UTC), for ever.
final class DatabaseSchema {

    private static final List<String> TABLES =
            List.of("""
            create table if not exists quarter (
              node text not null,
              meter text not null,
              "from" timestamptz not null,
              revision integer not null,
              imported_mwh bigint,
              exported_mwh bigint,
              mean_power_mw bigint,
              present smallint not null,
              slots smallint not null,
              complete boolean not null,
              lost boolean not null,
              import_counter_mwh bigint,
              import_counter_at timestamptz,
              export_counter_mwh bigint,
              export_counter_at timestamptz,
              primary key (node, meter, "from")
            ) partition by range ("from")""", """
            create table if not exists group_quarter (
              name text not null,
              "from" timestamptz not null,
              revision integer not null,
              imported_mwh bigint not null,
              exported_mwh bigint not null,
              meters integer not null,
              primary key (name, "from")
            )""", """
            create table if not exists event (
              at timestamptz not null,
              node text not null,
              meter text not null,
              what text not null,
              text text not null
            )""", "create index if not exists event_at on event (at)", """
            create table if not exists audit (
              at timestamptz not null,
              person text not null,
              action text not null,
              subject text not null,
              detail text not null
            )""", """
            create table if not exists kafka_offset (
              topic text not null,
              partition integer not null,
              position bigint not null,
              primary key (topic, partition)
            )""");

    private final Set<YearMonth> months = new HashSet<>();

    void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Two sinks that begin at once make each table once.
            statement.execute("select pg_advisory_xact_lock(4711)");
            for (String table : TABLES) {
                statement.execute(table);
            }
        }
        connection.commit();
    }

    /// Makes the partition of a month; committed at once, so that others see it.
    void month(Connection connection, YearMonth month) throws SQLException {
        if (!months.add(month)) {
            return;
        }
        String from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toString();
        String to = month.plusMonths(1)
                .atDay(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toString();
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(4711)");
            statement.execute(
                    "create table if not exists quarter_%04d_%02d partition of quarter for values from ('%s') to ('%s')"
                            .formatted(month.getYear(), month.getMonthValue(), from, to));
        }
        connection.commit();
    }
}
