/// Looks for devices at named places, or in the own networks, at serial adapters and by mDNS.
///
/// Invariant: every search is bounded, only reads, and says where it did not look and why.
@NullMarked
package io.polymeter.app.scan;

import org.jspecify.annotations.NullMarked;
