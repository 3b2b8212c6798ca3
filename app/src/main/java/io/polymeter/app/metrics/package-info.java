/// Figures for Prometheus.
///
/// Invariant: nothing is counted here; a scrape shows what the links have counted.
@NullMarked
package io.polymeter.app.metrics;

import org.jspecify.annotations.NullMarked;
