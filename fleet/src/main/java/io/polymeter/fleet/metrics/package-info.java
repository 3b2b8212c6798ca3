/// Figures of a role for Prometheus.
///
/// Invariant: nothing is counted here; a scrape shows what the role has counted.
@NullMarked
package io.polymeter.fleet.metrics;

import org.jspecify.annotations.NullMarked;
