package io.polymeter.profile;

import io.polymeter.message.Message;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks what rows say of other rows: the register of a sign or of a ratio, the other half of a counter.
final class RowReferences {

    private final List<Row> rows;
    private final AddressMapping places;
    private final Map<Integer, Row> byAddress = new HashMap<>();

    RowReferences(List<Row> rows, AddressMapping places) {
        this.rows = List.copyOf(rows);
        this.places = places;
        rows.forEach(row -> byAddress.put(row.range().address(), row));
    }

    /// Takes what is wrong with a key of a row.
    @FunctionalInterface
    interface Errors {
        void add(Row row, String key, Message message);
    }

    void check(Errors errors) {
        for (Row row : rows) {
            Row.Turn turn = row.format().turn();
            if (turn.sign() != null && !isFree(byAddress.get(turn.sign().at()))) {
                errors.add(
                        row,
                        "sign",
                        Message.of(
                                "register-needs-u16-row",
                                "its register needs a u16 row of its own, without a point and without `fixed`"));
            }
            if (turn.sign() != null && isApart(row, new Range(turn.sign().at(), 1))) {
                errors.add(
                        row,
                        "sign",
                        Message.of(
                                "stands-in-another-span",
                                "it stands in another span: sign and magnitude must come from one read"));
            }
            for (int at :
                    turn.factor() == null ? List.<Integer>of() : turn.factor().at()) {
                Row ratio = byAddress.get(at);
                if (ratio == null || ratio.range().count() != 1) {
                    errors.add(
                            row,
                            "scale-by",
                            Message.of(
                                    "registers-need-rows-their",
                                    "its registers need rows of their own, of one register each"));
                }
            }
            parts(row, errors);
        }
    }

    private void parts(Row row, Errors errors) {
        if (row.part() == Row.Part.LOW) {
            Row high = high(row);
            if (high != null && isApart(row, high.range())) {
                errors.add(
                        row,
                        "part",
                        Message.of(
                                "stands-in-another-span-both",
                                "the `part: high` stands in another span: both must come from one read"));
            }
            double carry =
                    high == null ? 2 : high.format().scale() / row.format().scale();
            if (carry < 1.5 || Math.abs(carry - Math.rint(carry)) > 1e-6 * carry) {
                errors.add(
                        row,
                        "scale",
                        Message.of(
                                "scale-multiple",
                                "the scale of the `part: high` is a multiple of that of the `part: low`"));
            }
        }
    }

    private boolean isApart(Row row, Range other) {
        Range run = places.run(row.range());
        return run == null || !run.contains(other);
    }

    private static boolean isFree(@Nullable Row row) {
        return row != null
                && row.format().encoding() == Encoding.U16
                && row.point() == null
                && row.fixed() == null
                && !row.format().absent();
    }

    private @Nullable Row high(Row low) {
        return rows.stream()
                .filter(row -> row.point() == low.point() && row.part() == Row.Part.HIGH)
                .findFirst()
                .orElse(null);
    }
}
