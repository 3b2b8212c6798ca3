/// Meters that are heard on a line of their own: what their telegrams have in common, whatever their form.
///
/// Invariant: a telegram is applied whole, with one instant, or not at all; what it does not say is absent.
@NullMarked
package io.polymeter.link.telegram;

import org.jspecify.annotations.NullMarked;
