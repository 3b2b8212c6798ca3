package io.polymeter.fleet.sink;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The tables. Quarter-hours have a partition for each month (UTC), for ever. What older versions have made is
/// brought up to date step by step; the table `schema_version` says which steps a database has behind it.
final class DatabaseSchema {

    private static final String LOCK = "select pg_advisory_xact_lock(4711)";

    /// A group counts a meter where all energies that it counts are known, no more import and export apart.
    private static final String GROUPS_COUNT_METERS = """
            do $$ begin
              if exists (select from information_schema.columns
                  where table_schema = current_schema() and table_name = 'group_quarter'
                    and column_name = 'importers') then
                alter table group_quarter add column meters integer not null default 0;
                update group_quarter set meters = case
                  when exporters = 0 then importers
                  when importers = 0 then exporters
                  else least(importers, exporters) end;
                alter table group_quarter
                  alter column meters drop default, drop column importers, drop column exporters;
              end if;
            end $$""";

    /// Each is done once, in order, and never changed afterwards: a database that was made before may have done it. The
    /// first one finds the tables of databases that were made before steps were counted.
    static final List<List<String>> STEPS = List.of(
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
              importers integer not null,
              exporters integer not null,
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
            )"""),
            List.of(GROUPS_COUNT_METERS));

    private final Set<YearMonth> months = new HashSet<>();

    /// Makes the tables, or brings those that there are up to date, all in one transaction.
    ///
    /// @throws IllegalStateException where a newer version has made them
    void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // Two sinks that begin at once do each step once.
            statement.execute(LOCK);
            statement.execute("create table if not exists schema_version (version integer not null)");
            int done = version(statement);
            if (done > STEPS.size()) {
                throw new IllegalStateException("the database has tables of version " + done
                        + ", and this program knows " + STEPS.size() + ": a newer version has written it");
            }
            for (List<String> step : STEPS.subList(done, STEPS.size())) {
                for (String change : step) {
                    statement.execute(change);
                }
            }
            statement.execute("delete from schema_version");
            statement.execute("insert into schema_version values (" + STEPS.size() + ")");
        }
        connection.commit();
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("select max(version) from schema_version")) {
            return found.next() ? found.getInt(1) : 0;
        }
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
            statement.execute(LOCK);
            statement.execute(
                    "create table if not exists quarter_%04d_%02d partition of quarter for values from ('%s') to ('%s')"
                            .formatted(month.getYear(), month.getMonthValue(), from, to));
        }
        connection.commit();
    }
}
