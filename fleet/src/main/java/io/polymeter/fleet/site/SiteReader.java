package io.polymeter.fleet.site;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads sites from their records, and keeps what their births declare, which is the same for many. Not for several
/// threads.
public final class SiteReader {

    private static final int MAX = 10_000;

    private final Map<ByteBuffer, SiteDeclaration> known = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, SiteDeclaration> eldest) {
            return size() > MAX;
        }
    };

    /// The site of a record.
    public SiteState read(byte[] bytes) {
        return SiteState.of(
                bytes, declared -> known.computeIfAbsent(ByteBuffer.wrap(declared), _ -> SiteDeclaration.of(declared)));
    }
}
