/// Turns the state of a meter into what a consumer is told.
///
/// Invariant: the only place that turns age into behaviour.
@NullMarked
package io.polymeter.view;

import org.jspecify.annotations.NullMarked;
