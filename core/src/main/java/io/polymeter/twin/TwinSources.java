package io.polymeter.twin;

import io.polymeter.config.SourceSettings;
import io.polymeter.link.Planning;
import io.polymeter.link.Protocol;
import io.polymeter.link.ProtocolLinks;
import io.polymeter.link.Site;
import java.util.List;

/// Stands for every source: the twin's plant writes into the meters, and no link is needed for it.
final class TwinSources implements Protocol {

    @Override
    public List<Class<? extends SourceSettings>> sources() {
        return List.of(PlantSource.class);
    }

    @Override
    public Blueprint plan(Planning planning) {
        return new Blueprint() {
            @Override
            public List<String> describe() {
                return List.of();
            }

            @Override
            public ProtocolLinks build(Site site) {
                return new ProtocolLinks(List.of(), List.of());
            }
        };
    }
}
