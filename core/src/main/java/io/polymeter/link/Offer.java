package io.polymeter.link;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that links may use while it is there; it comes and goes while they run. Any thread.
public final class Offer<T> {

    private volatile @Nullable T offered;

    /// From now on it is there.
    ///
    /// @param next null: not any more
    public void set(@Nullable T next) {
        offered = next;
    }

    /// What is there now.
    public Optional<T> get() {
        return Optional.ofNullable(offered);
    }
}
