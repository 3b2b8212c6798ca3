/// Pictures of a device's registers, and how numbers stand in them.
///
/// Invariant: images are immutable; every register carries the instant it was received; unread is absent.
@NullMarked
package io.polymeter.register;

import org.jspecify.annotations.NullMarked;
