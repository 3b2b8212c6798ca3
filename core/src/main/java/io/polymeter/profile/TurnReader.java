package io.polymeter.profile;

import io.polymeter.message.Message;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Makes of a row's line what stands between its number and its value, and the numbers that mean "no value".
final class TurnReader {

    private static final int MAX_STATES = 256;

    private final ProfileFile.RowFile written;
    private final AddressMapping places;
    /// Takes a key of the row and a message.
    private final BiConsumer<String, Message> errors;

    TurnReader(ProfileFile.RowFile written, AddressMapping places, BiConsumer<String, Message> errors) {
        this.written = written;
        this.places = places;
        this.errors = errors;
    }

    /// @param range of the row
    /// @param factor from the unit in the file to the point's
    Row.Turn turn(Range range, double factor) {
        Row.Turn turn = new Row.Turn(written.offset() * factor, scaleBy(range), sign(range), states());
        return turn.isNone() ? Row.Turn.NONE : turn;
    }

    /// @param usual how the profile says it where the row does not
    List<Long> absent(ProfileFile.Absent usual) {
        List<NoValueMarker> words =
                written.absent().isEmpty() ? List.of(new NoValueMarker(usual, 0)) : written.absent();
        List<Long> bits = new ArrayList<>();
        for (NoValueMarker word : words) {
            try {
                word.bits(written.as()).stream()
                        .filter(one -> !bits.contains(one))
                        .forEach(bits::add);
            } catch (IllegalArgumentException bad) {
                errors.accept("absent", Message.of(bad));
            }
        }
        if (written.absent().size() > 1
                && written.absent().stream().anyMatch(word -> word.kind() == ProfileFile.Absent.NONE)) {
            errors.accept("absent", Message.of("none-cannot-combined", "'none' cannot be combined"));
        }
        return bits;
    }

    private Row.@Nullable Factor scaleBy(Range range) {
        ProfileFile.ScaleByFile by = written.scaleBy();
        if (by == null) {
            return null;
        }
        List<Integer> at = new ArrayList<>();
        for (int address : by.at()) {
            Range place = places.find(address, range);
            if (place == null || places.span(place) == null) {
                errors.accept("scale-by", Message.of("outside-every-span", "{address} is outside every span", address));
            } else {
                at.add(place.address());
            }
        }
        List<Row.Factor.Step> steps = new ArrayList<>();
        double before = Double.NEGATIVE_INFINITY;
        for (ProfileFile.StepFile step : by.steps()) {
            double below = step.below() == null ? Double.POSITIVE_INFINITY : step.below();
            if (below <= before || step.scale() <= 0) {
                errors.accept(
                        "scale-by",
                        Message.of(
                                "steps-stand-in-rising",
                                "steps stand in rising order, each with a scale greater than 0"));
            }
            before = below;
            steps.add(new Row.Factor.Step(below, step.scale()));
        }
        return new Row.Factor(at, steps);
    }

    private Row.@Nullable Sign sign(Range range) {
        ProfileFile.SignFile sign = written.sign();
        if (sign == null) {
            return null;
        }
        Range place = places.find(sign.at(), range);
        if (place == null || places.span(place) == null) {
            errors.accept("sign", Message.of("outside-every-span", "{address} is outside every span", sign.at()));
            return null;
        }
        if ((sign.negative() & ~sign.mask()) != 0) {
            errors.accept("sign", Message.of("negative-bits-outside-mask", "'negative' has bits outside 'mask'"));
        }
        return new Row.Sign(place.address(), sign.mask(), sign.negative());
    }

    private @Nullable States states() {
        if (written.states().isEmpty()) {
            return null;
        }
        Encoding encoding = written.as();
        boolean whole = encoding == Encoding.U16
                || encoding == Encoding.I16
                || encoding == Encoding.U32
                || encoding == Encoding.I32;
        if (!whole
                || written.scale() != 1
                || written.offset() != 0
                || written.states().size() > MAX_STATES) {
            errors.accept(
                    "states",
                    Message.of(
                            "only-u16-i16-u32",
                            "only u16, i16, u32 and i32 without a scale have states, up to {states}",
                            MAX_STATES));
        }
        return new States(entries(encoding));
    }

    private List<States.Entry> entries(Encoding encoding) {
        List<States.Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Integer> state : written.states().entrySet()) {
            String[] ends = state.getKey().split("\\.\\.", 2);
            try {
                long from = Long.decode(ends[0].strip());
                long to = ends.length == 1 ? from : Long.decode(ends[1].strip());
                if (to < from || entries.stream().anyMatch(other -> from <= other.to() && other.from() <= to)) {
                    errors.accept(
                            "states",
                            Message.of(
                                    "there-already-or-runs",
                                    "'{key}' is there already, or runs backwards",
                                    state.getKey()));
                }
                if (from < encoding.least() || to > encoding.most()) {
                    errors.accept(
                            "states",
                            Message.of("does-not-fit-row", "'{key}' does not fit the row's encoding", state.getKey()));
                }
                entries.add(new States.Entry(from, to, state.getValue()));
            } catch (NumberFormatException bad) {
                errors.accept(
                        "states",
                        Message.of(
                                "not-number-or-range",
                                "'{key}' is not a number or a range such as 0x200..0x2ff",
                                state.getKey()));
            }
        }
        return entries;
    }
}
