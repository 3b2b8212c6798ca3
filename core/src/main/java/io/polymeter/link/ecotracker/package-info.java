/// A meter shown as an everHome EcoTracker: one document over HTTP.
///
/// Invariant: no document holds a power that is not fresh.
@NullMarked
package io.polymeter.link.ecotracker;

import org.jspecify.annotations.NullMarked;
