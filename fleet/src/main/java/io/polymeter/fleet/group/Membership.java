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

    /// How many meters a whole sum of a group has at an instant.
    public int expected(SiteGroup group, long at) {
        int members = 0;
        for (Registration registration : sites.values()) {
            if (registration.admitted() && group.holds(registration.labelsAt(at))) {
                members++;
            }
        }
        return members * group.of().size();
    }
}
