package io.polymeter.fleet.site;

import org.jspecify.annotations.Nullable;

/// The quarter-hours of one site that are too old for its record.
public interface QuarterArchive {

    /// The window of a meter, null where there is none.
    @Nullable
    Window get(String meter, long from);

    /// Keeps a window.
    void put(String meter, Window window);

    /// Forgets one that can change no more.
    void remove(String meter, long from);
}
