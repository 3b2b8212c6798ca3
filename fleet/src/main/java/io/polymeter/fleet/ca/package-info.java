/// The fleet's own authority: certificates for gateways and for the fleet's servers.
///
/// Invariant: what a certificate says is said by the authority, whatever was asked for; key files are readable by
/// nobody else.
@NullMarked
package io.polymeter.fleet.ca;

import org.jspecify.annotations.NullMarked;
