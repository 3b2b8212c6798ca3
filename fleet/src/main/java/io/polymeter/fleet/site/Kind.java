package io.polymeter.fleet.site;

/// What a metric means to quarter-hours and sums.
enum Kind {
    POWER("active-power"),
    IMPORT("active-energy-import"),
    EXPORT("active-energy-export"),
    OTHER("");

    private static final Kind[] ALL = values();

    private final String metric;

    Kind(String metric) {
        this.metric = metric;
    }

    static Kind of(String metric) {
        for (Kind kind : ALL) {
            if (kind.metric.equals(metric)) {
                return kind;
            }
        }
        return OTHER;
    }
}
