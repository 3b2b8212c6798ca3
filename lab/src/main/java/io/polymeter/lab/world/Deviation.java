package io.polymeter.lab.world;

import org.jspecify.annotations.Nullable;

/// A way in which a device deviates for a while.
interface Deviation {

    /// Words of what is told of it, in a trouble or in the reason of a link's state; null where that depends.
    @Nullable
    String words();
}
