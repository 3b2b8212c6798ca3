package io.polymeter.fleet.topology;

import io.polymeter.fleet.group.LiveSum;
import io.polymeter.fleet.group.Membership;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.SiteState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The present power of every meter of a task, in memory: what live sums are added up from. Not for several threads.
final class LiveTable {

    private final Map<String, List<Present>> sites = new HashMap<>();

    private record Present(String meter, long power, long at) {}

    void put(String node, SiteState site) {
        sites.put(
                node,
                site.meterNames().stream()
                        .map(meter -> present(site, meter))
                        .filter(present -> present.at() > 0)
                        .toList());
    }

    private static Present present(SiteState site, String meter) {
        Long power = site.power(meter);
        return new Present(meter, power == null ? 0 : power, power == null ? 0 : site.heard(meter));
    }

    /// The sums of this task's sites, by group.
    Map<String, LiveSum> sums(Membership membership, long now) {
        Map<String, LiveSum> sums = new LinkedHashMap<>();
        membership.groups().forEach(group -> sums.put(group.name(), LiveSum.NONE.at(now)));
        sites.forEach((node, meters) -> {
            for (Present present : meters) {
                for (SiteGroup group : membership.of(node, present.meter(), now)) {
                    long signed = group.sign(present.meter()) * present.power();
                    sums.merge(group.name(), LiveSum.NONE.plus(signed, present.at()), LiveSum::plus);
                }
            }
        });
        return sums;
    }
}
