/// A meter shown as a HomeWizard P1 meter, version 1 of its local interface.
///
/// Invariant: no document holds a power that is not fresh; what is not known is left out, as on the device itself.
@NullMarked
package io.polymeter.link.homewizard;

import org.jspecify.annotations.NullMarked;
