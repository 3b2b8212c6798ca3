package io.polymeter.config;

import org.jspecify.annotations.Nullable;

/// A meter that is heard on a line of its own.
public sealed interface StreamSource extends SourceSettings permits SmlSource, D0Source, P1Source, HanSource {

    /// Where its bytes come from.
    StreamEndpoint from();

    /// How characters travel on a serial line; null: as this kind of meter does.
    @Nullable
    LineFormat line();
}
