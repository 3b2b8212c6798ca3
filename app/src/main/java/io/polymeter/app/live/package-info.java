/// The configuration file of a running Polymeter: seen when it changes, tried, applied, and rolled back.
///
/// Invariant: a configuration with errors changes nothing.
@NullMarked
package io.polymeter.app.live;

import org.jspecify.annotations.NullMarked;
