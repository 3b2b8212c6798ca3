package io.polymeter.profile;

import io.polymeter.message.Message;
import io.polymeter.point.Unit;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Gives a profile other constants than its device usually has: consumers look for different ones.
public final class Constants {

    private static final int LONGEST = 0xffff;

    private final Profile profile;
    private final BiConsumer<Integer, Message> errors;
    private final List<Span> spans;
    private final List<Row> rows;

    private Constants(Profile profile, BiConsumer<Integer, Message> errors) {
        this.profile = profile;
        this.errors = errors;
        spans = new ArrayList<>(profile.spans());
        rows = new ArrayList<>(profile.rows());
    }

    /// A profile with these constants.
    ///
    /// @param words by address: what the register has, or all registers of the constant that begins there
    /// @param errors takes an address and why it cannot have a constant
    public static Profile in(Profile profile, Map<Integer, Long> words, BiConsumer<Integer, Message> errors) {
        if (words.isEmpty()) {
            return profile;
        }
        Constants constants = new Constants(profile, errors);
        words.forEach(constants::put);
        return profile.with(constants.spans, constants.rows);
    }

    private void put(int address, long word) {
        Row row = row(address);
        if (row == null) {
            add(address, word);
            return;
        }
        int bits = 16 * row.range().count();
        if (row.point() != null || !row.totalOf().isEmpty()) {
            errors.accept(
                    address,
                    Message.of(
                            "register-shows-measured",
                            "register {address} shows {row}, which is measured",
                            address,
                            row.name()));
        } else if (row.format().encoding().isText()) {
            errors.accept(
                    address,
                    Message.of(
                            "register-part-text", "register {address} is part of the text {row}", address, row.name()));
        } else if (row.range().onWire() != address) {
            errors.accept(
                    address,
                    Message.of(
                            "register-inside-begins-at",
                            "register {address} is inside {row}; it begins at {wire}",
                            address,
                            row.name(),
                            row.range().onWire()));
        } else if (bits < Long.SIZE && (word < 0 || word >>> bits != 0)) {
            errors.accept(address, Message.of("register-bits", "register {address} has {bits} bits", address, bits));
        } else {
            rows.set(rows.indexOf(row), row.fixedTo(Long.toString(word)));
        }
    }

    private @Nullable Row row(int address) {
        for (int table : List.of(0, Range.HOLDING, Range.INPUT)) {
            Optional<Row> row = profile.rowAt(table + address);
            if (row.isPresent()) {
                return row.get();
            }
        }
        return null;
    }

    /// A register that the device has not, or that carries nothing in it.
    private void add(int address, long word) {
        if (word < 0 || word > LONGEST) {
            errors.accept(address, Message.of("register-16-bits", "register {address} has 16 bits", address));
            return;
        }
        Range range = new Range(address, 1);
        Group group = profile.spanAt(address).map(Span::group).orElseGet(this::lasting);
        if (profile.spanAt(address).isEmpty()) {
            insert(spans, new Span(range, group, false, false), Span::range);
        }
        Row.Format format = new Row.Format(Encoding.U16, false, 1, -1, false, -1);
        String name = "Constant" + address;
        Row row = new Row(
                name, range, format, Unit.NONE, null, Row.Part.WHOLE, Row.Access.READ, group, "", Long.toString(word));
        insert(rows, row, Row::range);
    }

    private static <T> void insert(List<T> sorted, T added, java.util.function.Function<T, Range> range) {
        sorted.add(added);
        sorted.sort((a, b) -> range.apply(a).compareTo(range.apply(b)));
    }

    private Group lasting() {
        return profile.groups().stream()
                .filter(group -> group.freshFor() == null)
                .findFirst()
                .orElseGet(() -> new Group("identity", null, Duration.ofHours(1), false));
    }
}
