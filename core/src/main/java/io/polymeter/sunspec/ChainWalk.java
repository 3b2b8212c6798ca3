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
/// Where that leads to no measurement, the length of the first model may be wrong: then the next header is looked for.
///
/// Whatever a device answers, a walk ends: every model lies behind the one before, and there are at most
/// [#MAX_MODELS]. Not for several threads.
public final class ChainWalk {

    /// More than any device has.
    public static final int MAX_MODELS = 100;

    private static final int END_ID = 0xffff;
    private static final int ADDRESSES = 0x10000;

    private final List<Integer> bases;
    private List<Model> models = new ArrayList<>();
    private @Nullable HeaderSearch search;
    private boolean looked;
    /// What was found before the search.
    private @Nullable Chain asSaid;
    private int tried;
    private int address;
    private boolean atMarker = true;
    private boolean over;

    /// A walk that looks for the marker at these addresses, in this order.
    public ChainWalk(List<Integer> bases) {
        this.bases = List.copyOf(bases);
        over = bases.isEmpty();
        address = over ? 0 : bases.getFirst();
    }

    /// The registers to read next, null where the walk is over.
    public @Nullable Range next() {
        HeaderSearch looking = search;
        return over ? null : looking != null ? looking.next() : new Range(address, 2);
    }

    /// True while it looks for the marker.
    public boolean isAtMarker() {
        return atMarker;
    }

    /// True while it looks for a header behind a model of a wrong length.
    public boolean isSearching() {
        return search != null;
    }

    /// The registers of [#next()] came.
    public void received(Words words) {
        Range asked = next();
        if (asked == null || words.count() != asked.count()) {
            throw new IllegalArgumentException("not what was asked for: " + words);
        }
        HeaderSearch looking = search;
        if (looking != null) {
            looking.received(words);
            searched(looking);
            return;
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
            end(true);
        } else if (models.isEmpty() && id == Model.COMMON && (length == 0 || address + 2 + length > ADDRESSES)) {
            models.add(new Model(id, address, 1, length));
            look(new HeaderSearch(address + 2));
        } else if (id == 0 || length == 0 || address + 2 + length > ADDRESSES || models.size() == MAX_MODELS) {
            end(false);
        } else {
            models.add(new Model(id, address, length));
            go(address + 2 + length);
        }
    }

    /// The device refused [#next()] with a Modbus exception: it has no such registers.
    public void refused() {
        HeaderSearch looking = search;
        if (looking != null) {
            looking.refused();
            searched(looking);
        } else if (atMarker) {
            nextBase();
        } else {
            end(false);
        }
    }

    /// No further header. Without any measurement the way here was wrong, if there is another one.
    private void end(boolean marked) {
        over = true;
        if (models.isEmpty()) {
            return;
        }
        Chain walked = new Chain(bases.get(tried), models, marked);
        if (looked) {
            asSaid = walked.isSound() ? walked : asSaid;
            return;
        }
        asSaid = walked;
        if (!walked.isSound()) {
            look(new HeaderSearch(models.getFirst().header().end()));
        }
    }

    private void look(HeaderSearch looking) {
        search = looking;
        looked = true;
        over = false;
        searched(looking);
    }

    private void searched(HeaderSearch looking) {
        if (looking.next() != null) {
            return;
        }
        search = null;
        Model next = looking.found();
        if (next == null) {
            over = true;
            return;
        }
        models = new ArrayList<>(List.of(models.getFirst().endingAt(next.address())));
        go(next.address());
    }

    /// The chain, once the walk is over; empty where no marker was found, or no model behind it.
    public Optional<Chain> chain() {
        return over ? Optional.ofNullable(asSaid) : Optional.empty();
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
        if (to + 2 > ADDRESSES) {
            end(false);
        }
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
