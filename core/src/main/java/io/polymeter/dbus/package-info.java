/// The D-Bus wire protocol, as far as a service needs it: addresses, authentication, messages, calls both ways.
/// Knows no meter.
///
/// Source: D-Bus Specification 0.43 (dbus.freedesktop.org/doc/dbus-specification.html); section names stand beside
/// what they say.
///
/// Invariant: a message that exists is whole and well-formed; whatever is not ends the connection or is refused.
@NullMarked
package io.polymeter.dbus;

import org.jspecify.annotations.NullMarked;
