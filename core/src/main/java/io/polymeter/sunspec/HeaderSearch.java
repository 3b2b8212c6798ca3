package io.polymeter.sunspec;

import io.polymeter.modbus.Words;
import io.polymeter.register.Range;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Looks for the header behind a model whose length is wrong: for the id of a known model, with a length that this
/// model has, behind which stands another header or the end mark. Whatever a device answers, it ends after a few reads.
final class HeaderSearch {

    /// The registers looked at: a common model and one more header.
    private static final int WINDOW = 80;

    /// A run that is shorter holds no model and its header.
    private static final int SHORTEST = 4;

    /// Ids that makers give to models of their own.
    private static final int VENDORS = 64_000;

    private static final int END_ID = 0xffff;

    private final int from;
    private int count;
    private boolean looking = true;
    private final Deque<Model> candidates = new ArrayDeque<>();
    private @Nullable Model last;
    private @Nullable Model found;

    /// @param from the first register behind the header of the model
    HeaderSearch(int from) {
        this.from = from;
        this.count = Math.min(WINDOW, 0x10000 - from);
    }

    /// The registers to read next, null where it is over.
    @Nullable
    Range next() {
        if (looking) {
            return count < SHORTEST ? null : new Range(from, count);
        }
        Model candidate = candidates.peek();
        return found != null || candidate == null ? null : new Range(candidate.end(), 2);
    }

    void received(Words words) {
        if (looking) {
            looking = false;
            for (int i = 0; i + 1 < words.count(); i++) {
                int length = words.get(i + 1);
                if (length > 0 && from + i + 2 + length + 2 <= 0x10000) {
                    Model candidate = new Model(words.get(i), from + i, length);
                    if (candidate.measures() && candidate.fits()) {
                        candidates.add(candidate);
                    }
                }
            }
            return;
        }
        Model candidate = candidates.remove();
        if (isHeader(words, candidate.end())) {
            found = candidate;
        }
    }

    /// The device has not all of these registers, or a candidate is its last model.
    void refused() {
        if (looking) {
            count /= 2;
        } else {
            last = candidates.remove();
        }
    }

    private static boolean isHeader(Words words, int address) {
        int id = words.get(0);
        int length = words.get(1);
        return id == END_ID
                || length > 0
                        && address + 2 + length <= 0x10000
                        && (id > VENDORS || new Model(id, address, length).fits());
    }

    /// The model behind the wrong one, null where none is plausible.
    @Nullable
    Model found() {
        return found != null ? found : last;
    }
}
