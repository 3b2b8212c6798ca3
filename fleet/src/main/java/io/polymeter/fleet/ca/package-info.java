/// The fleet's own authority: certificates for gateways and for the fleet's servers.
///
/// Invariant: a gateway's key is made at the gateway and never leaves it; a code works once, and not for long.
@NullMarked
package io.polymeter.fleet.ca;

import org.jspecify.annotations.NullMarked;
