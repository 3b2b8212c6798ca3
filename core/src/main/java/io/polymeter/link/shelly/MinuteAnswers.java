package io.polymeter.link.shelly;

import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputCounters.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a Shelly answers about its records by the minute (Shelly API documentation, component EMData): in pieces, each
/// of which says where the next begins. Any thread.
record MinuteAnswers(MinuteRecorder recorder) {

    /// Records in one answer; a real device gives about as many.
    private static final int PIECE = 10;
    private static final int BLOCKS = 100;
    private static final long INVALID = -1;
    private static final long NO_MORE = -1;
    private static final Set<Long> PERIODS = Set.of(300L, 900L, 1800L, 3600L);
    private static final List<String> NET = List.of("a_net_act_energy", "b_net_act_energy", "c_net_act_energy");

    /// Records that follow each other without a gap.
    private record Block(long start, int period, List<List<JsonValue>> records) {

        boolean goesOn(long next) {
            return next == start + (long) period * records.size();
        }

        JsonObject json() {
            List<JsonValue> lines = new ArrayList<>();
            records.forEach(record -> lines.add(new JsonValue.ArrayValue(record)));
            return new JsonObject()
                    .put("ts", start)
                    .put("period", period)
                    .put("values", new JsonValue.ArrayValue(lines));
        }
    }

    /// `EMData.GetRecords`: which minutes there are.
    RpcAnswer records(JsonValue parameters) {
        long from = time(parameters, "ts", 0);
        if (from < 0) {
            return invalid("ts");
        }
        List<Block> blocks = new ArrayList<>();
        for (MinuteRecord each : recorder.between(from, Long.MAX_VALUE)) {
            append(blocks, MinuteRecorder.PERIOD, each.start(), List.of());
        }
        JsonObject answer = new JsonObject();
        answer.put(
                "data_blocks",
                blocks.stream().limit(BLOCKS).toList(),
                block -> new JsonObject()
                        .put("ts", block.start())
                        .put("period", block.period())
                        .put("records", block.records().size()));
        if (blocks.size() > BLOCKS) {
            answer.put("next_record_ts", blocks.get(BLOCKS).start());
        }
        return RpcAnswer.result(answer);
    }

    /// `EMData.GetData`: the records themselves.
    RpcAnswer data(JsonValue parameters) {
        long from = time(parameters, "ts", 0);
        long to = time(parameters, "end_ts", Long.MAX_VALUE);
        if (from < 0 || to < 0) {
            return invalid(from < 0 ? "ts" : "end_ts");
        }
        List<MinuteRecord> found = recorder.between(from, to);
        List<Block> blocks = new ArrayList<>();
        found.stream().limit(PIECE).forEach(each -> append(blocks, MinuteRecorder.PERIOD, each.start(), each.json()));
        return answer(
                parameters,
                MinuteColumns.names(),
                blocks,
                found.size() > PIECE ? found.get(PIECE).start() : NO_MORE);
    }

    /// `EMData.GetNetEnergies`: what was taken less what was given back, in longer periods. A period that was not
    /// recorded in whole is left out.
    RpcAnswer net(JsonValue parameters) {
        long period = time(parameters, "period", 0);
        if (!PERIODS.contains(period)) {
            return invalid("period");
        }
        int seconds = (int) period;
        long from = time(parameters, "ts", 0);
        long to = time(parameters, "end_ts", Long.MAX_VALUE);
        if (from < 0 || from % seconds != 0 || to < 0) {
            return invalid(to < 0 ? "end_ts" : "ts");
        }
        List<Block> blocks = new ArrayList<>();
        int told = 0;
        for (List<MinuteRecord> whole : wholes(recorder.between(from, Long.MAX_VALUE), seconds)) {
            long start = whole.getFirst().start();
            if (start > to) {
                break;
            }
            if (told == PIECE) {
                return answer(parameters, NET, blocks, start);
            }
            append(blocks, seconds, start, net(whole));
            told++;
        }
        return answer(parameters, NET, blocks, NO_MORE);
    }

    private static List<List<MinuteRecord>> wholes(List<MinuteRecord> records, int seconds) {
        List<List<MinuteRecord>> wholes = new ArrayList<>();
        List<MinuteRecord> period = new ArrayList<>();
        for (MinuteRecord each : records) {
            if (each.start() % seconds == 0
                    || !period.isEmpty() && each.start() != period.getLast().start() + MinuteRecorder.PERIOD) {
                period.clear();
            }
            period.add(each);
            if (period.size() == seconds / MinuteRecorder.PERIOD
                    && period.getFirst().start() % seconds == 0) {
                wholes.add(List.copyOf(period));
            }
        }
        return wholes;
    }

    private static List<JsonValue> net(List<MinuteRecord> period) {
        List<JsonValue> energies = new ArrayList<>();
        List<String> names = MinuteColumns.names();
        for (String letter : EnergyMeterStatus.LETTERS) {
            int taken = names.indexOf(letter + "_total_act_energy");
            int given = names.indexOf(letter + "_total_act_ret_energy");
            double sum = 0;
            for (MinuteRecord each : period) {
                sum += each.value(taken) - each.value(given);
            }
            energies.add(FixedNumber.of(sum, 4));
        }
        return energies;
    }

    /// The same as a table of text, whole; null where a time is none.
    ///
    /// @param query `ts`, `end_ts` and `add_keys`, which wants the names of the columns
    @Nullable
    String table(Map<String, String> query) {
        long from = time(query.get("ts"), 0);
        long to = time(query.get("end_ts"), Long.MAX_VALUE);
        if (from < 0 || to < 0) {
            return null;
        }
        StringBuilder table = new StringBuilder();
        if ("true".equals(query.get("add_keys"))) {
            table.append("timestamp,")
                    .append(String.join(",", MinuteColumns.names()))
                    .append('\n');
        }
        for (MinuteRecord each : recorder.between(from, to)) {
            table.append(each.line()).append('\n');
        }
        return table.toString();
    }

    private static void append(List<Block> blocks, int period, long start, List<JsonValue> values) {
        if (blocks.isEmpty() || !blocks.getLast().goesOn(start)) {
            blocks.add(new Block(start, period, new ArrayList<>()));
        }
        blocks.getLast().records().add(values);
    }

    private static RpcAnswer answer(JsonValue parameters, List<String> keys, List<Block> blocks, long next) {
        JsonObject answer = new JsonObject();
        if (!(parameters.get("add_keys") instanceof JsonValue.BooleanValue(boolean wanted)) || wanted) {
            answer.put("keys", keys);
        }
        answer.put("data", blocks, Block::json);
        if (next != NO_MORE) {
            answer.put("next_record_ts", next);
        }
        return RpcAnswer.result(answer);
    }

    private static RpcAnswer invalid(String name) {
        return new RpcAnswer.Failure(
                RpcAnswer.INVALID_ARGUMENT, "Invalid argument '" + name + "'", Reason.NO_SUCH_ADDRESS);
    }

    private static long time(JsonValue parameters, String name, long fallback) {
        return switch (parameters.get(name)) {
            case null -> fallback;
            case JsonValue.NullValue _ -> fallback;
            case JsonValue.NumberValue(String literal) -> time(literal, fallback);
            default -> INVALID;
        };
    }

    /// Whole seconds since 1970.
    private static long time(@Nullable String text, long fallback) {
        if (text == null) {
            return fallback;
        }
        return text.matches("[0-9]{1,12}(\\.[0-9]{1,9})?") ? new BigDecimal(text).longValue() : INVALID;
    }
}
