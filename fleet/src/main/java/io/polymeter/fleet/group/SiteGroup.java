package io.polymeter.fleet.group;

import io.polymeter.config.kind.Term;
import java.util.List;
import java.util.Map;

/// A virtual meter over sites.
///
/// @param label the name of the label its sites have; empty where every site belongs to it
/// @param value what that label says
/// @param of the meters of each site, added or subtracted
public record SiteGroup(String name, String label, String value, List<Term> of) {
    public SiteGroup {
        of = List.copyOf(of);
    }

    /// Whether a site with these labels belongs to it.
    public boolean holds(Map<String, String> labels) {
        return label.isEmpty() || value.equals(labels.get(label));
    }

    /// 1, -1, or 0 where the meter is not part of it.
    public int sign(String meter) {
        for (Term term : of) {
            if (term.meter().equals(meter)) {
                return term.sign();
            }
        }
        return 0;
    }
}
