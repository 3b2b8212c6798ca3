/// Multicast DNS and DNS-SD (RFC 6762, RFC 6763): the messages, and who looks for services.
///
/// Invariant: a message that exists is whole; what is not is refused, and no length is believed before it was checked.
@NullMarked
package io.polymeter.mdns;

import org.jspecify.annotations.NullMarked;
