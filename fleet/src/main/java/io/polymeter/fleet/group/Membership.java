package io.polymeter.fleet.group;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Which site belongs to which groups; safe for several threads.
public final class Membership {

    private final List<SiteGroup> groups;
    private final Map<String, Registration> sites = new ConcurrentHashMap<>();

    /// @param groups of the configuration
    public Membership(List<SiteGroup> groups) {
        this.groups = List.copyOf(groups);
    }

    /// All groups, in order.
    public List<SiteGroup> groups() {
        return groups;
    }

    /// A registration was made, changed, or taken back (null).
    public void registered(String node, @Nullable Registration registration) {
        if (registration == null) {
            sites.remove(node);
        } else {
            sites.put(node, registration);
        }
    }

    /// What is registered of a site; null where nothing is.
    public @Nullable Registration registration(String node) {
        return sites.get(node);
    }

    /// All sites.
    public Map<String, Registration> sites() {
        return sites;
    }

    /// The groups that a meter of a site was part of at an instant.
    public List<SiteGroup> of(String node, String meter, long at) {
        Registration registration = sites.get(node);
        Map<String, String> labels = registration == null ? Map.of() : registration.labelsAt(at);
        List<SiteGroup> found = new ArrayList<>(1);
        for (SiteGroup group : groups) {
            if (group.sign(meter) != 0 && group.holds(labels)) {
                found.add(group);
            }
        }
        return found;
    }

    /// How many meters a whole live sum of a group has.
    public int expectedNow(SiteGroup group, long now) {
        long members = sites.values().stream()
                .filter(site -> site.admitted() && group.holds(site.labelsAt(now)))
                .count();
        return (int) members * group.of().size();
    }

    /// What a whole sum of a group has at any instant.
    public Expectation expected(SiteGroup group) {
        int always = 0;
        List<Registration> varying = new ArrayList<>();
        for (Registration site : sites.values()) {
            if (!site.isTheSameEver()) {
                varying.add(site);
            } else if (site.admitted() && group.holds(site.labelsAt(0))) {
                always++;
            }
        }
        return new Expectation(group, always, varying);
    }

    /// How many meters whole sums of a group have.
    ///
    /// @param always sites that belong to it at any instant
    /// @param varying sites that may belong to it at some instants
    public record Expectation(SiteGroup group, int always, List<Registration> varying) {

        /// At an instant.
        public int at(long instant) {
            int members = always;
            for (Registration site : varying) {
                if (site.isExpectedAt(instant) && group.holds(site.labelsAt(instant))) {
                    members++;
                }
            }
            return members * group.of().size();
        }
    }
}
