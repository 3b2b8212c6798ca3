package io.polymeter.fleet.site;

import org.jspecify.annotations.Nullable;

/// For steps that look at no quarter-hour.
enum NoArchive implements QuarterArchive {
    INSTANCE;

    @Override
    public @Nullable Window get(String meter, long from) {
        return null;
    }

    @Override
    public void put(String meter, Window window) {
        throw new IllegalStateException("a step without an archive keeps a quarter-hour");
    }

    @Override
    public void remove(String meter, long from) {
        throw new IllegalStateException("a step without an archive forgets a quarter-hour");
    }
}
