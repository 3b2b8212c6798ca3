/// Wires a configuration into links, runs them, and tells how they are.
///
/// Invariant: a failing link never stops another; no kind of link is known by name here.
@NullMarked
package io.polymeter.runtime;

import org.jspecify.annotations.NullMarked;
