package io.polymeter.profile;

import java.util.List;

/// The youngest value of each group, while an image is made.
final class GroupInstants {

    private final List<Group> groups;
    private final long[] instants;
    private final boolean[] seen;
    private long instant;
    private boolean any;

    GroupInstants(List<Group> groups) {
        this.groups = groups;
        instants = new long[groups.size()];
        seen = new boolean[groups.size()];
    }

    void see(Group group, long when) {
        int at = groups.indexOf(group);
        // Names say nothing of whether a device measures.
        if (at < 0 || group.freshFor() == null) {
            return;
        }
        instants[at] = seen[at] ? Math.max(instants[at], when) : when;
        seen[at] = true;
        instant = any ? Math.max(instant, when) : when;
        any = true;
    }

    /// True where something is known of the age of what was not measured.
    boolean known(Group group) {
        return group.freshFor() == null || any;
    }

    /// The age of what was not measured in a group: that of the group's youngest value, else of the device's.
    long instant(Group group, long now) {
        if (group.freshFor() == null || !any) {
            return now;
        }
        int at = groups.indexOf(group);
        return at >= 0 && seen[at] ? instants[at] : instant;
    }
}
