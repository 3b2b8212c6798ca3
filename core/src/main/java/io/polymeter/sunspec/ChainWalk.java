package io.polymeter.sunspec;

import io.polymeter.modbus.Words;
import io.polymeter.register.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds a device's models: from the marker over each header to the end mark (SunSpec Device Information Model
/// Specification, section 6.2). Does no input or output: it says what to read next and is told what came. Nothing
/// is assumed of lengths: the common model has 65 registers on some devices and 66 on others, and a firmware update
/// may change it.
///
/// Whatever a device answers, a walk ends: every model lies behind the one before, and there are at most
/// [#MAX_MODELS]. Not for several threads.
public final class ChainWalk {

    /// More than any device has.
    public static final int MAX_MODELS = 100;

    private static final int END_ID = 0xffff;
    private static final int ADDRESSES = 0x10000;

    private final List<Integer> bases;
    private final List<Model> models = new ArrayList<>();
    private int tried;
    private int address;
    private boolean atMarker = true;
    private boolean over;
    private boolean ended;

    /// A walk that looks for the marker at these addresses, in this order.
    public ChainWalk(List<Integer> bases) {
        this.bases = List.copyOf(bases);
        over = bases.isEmpty();
        address = over ? 0 : bases.getFirst();
    }

    /// The registers to read next, null where the walk is over.
    public @Nullable Range next() {
        return over ? null : new Range(address, 2);
    }

    /// True while it looks for the marker.
    public boolean isAtMarker() {
        return atMarker;
    }

    /// The two registers of [#next()] came.
    public void received(Words words) {
        if (over || words.count() != 2) {
            throw new IllegalArgumentException("not what was asked for: " + words);
        }
        if (atMarker) {
            if (words.equals(Chain.MARKER)) {
                atMarker = false;
                go(address + 2);
            } else {
                nextBase();
            }
            return;
        }
        int id = words.get(0);
        int length = words.get(1);
        if (id == END_ID) {
            ended = true;
            over = true;
        } else if (id == 0 || length == 0 || address + 2 + length > ADDRESSES || models.size() == MAX_MODELS) {
            over = true;
        } else {
            models.add(new Model(id, address, length));
            go(address + 2 + length);
        }
    }

    /// The device refused [#next()] with a Modbus exception: it has no such registers.
    public void refused() {
        if (atMarker) {
            nextBase();
        } else {
            over = true;
        }
    }

    /// The chain, once the walk is over; empty where no marker was found, or no model behind it.
    public Optional<Chain> chain() {
        return over && !models.isEmpty() ? Optional.of(new Chain(bases.get(tried), models, ended)) : Optional.empty();
    }

    /// Walks at once, with a function that reads.
    public static <E extends Exception> Optional<Chain> walk(List<Integer> bases, Reader<E> reader) throws E {
        ChainWalk walk = new ChainWalk(bases);
        for (Range next = walk.next(); next != null; next = walk.next()) {
            Words words = reader.read(next.address(), next.count());
            if (words == null) {
                walk.refused();
            } else {
                walk.received(words);
            }
        }
        return walk.chain();
    }

    private void go(int to) {
        address = to;
        over = to + 2 > ADDRESSES;
    }

    private void nextBase() {
        tried++;
        over = tried == bases.size();
        if (!over) {
            go(bases.get(tried));
        }
    }

    /// Reads registers of a device.
    ///
    /// @param <E> thrown where the device cannot be reached; it ends the walk
    @FunctionalInterface
    public interface Reader<E extends Exception> {

        /// Reads a run.
        ///
        /// @return the registers, null where the device refused with an exception of Modbus
        @Nullable
        Words read(int address, int count) throws E;
    }
}
