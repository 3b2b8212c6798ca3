package io.polymeter.link.publish;

import io.polymeter.link.Link;
import io.polymeter.link.Site;
import io.polymeter.store.Meter;
import java.util.List;
import java.util.Set;

/// How values are told to somebody.
public interface Publication {

    /// What it does, in words that follow `output NAME tells METERS `.
    String describe();

    /// In what form, e.g. `json`.
    String form();

    /// Who is told, e.g. `mqtt://192.168.1.5:1883`.
    String consumer();

    /// Where a meter's values are found there.
    String where(Meter meter);

    /// What no two outputs may share.
    default Set<String> claims() {
        return Set.of();
    }

    /// Makes the links; all of them end and begin together.
    ///
    /// @param name of the link, or of the first of them
    /// @param tallies one for each meter, in the same order
    List<Link> links(String name, List<PublishedMeter> meters, List<PublishCounters> tallies, Site site);
}
