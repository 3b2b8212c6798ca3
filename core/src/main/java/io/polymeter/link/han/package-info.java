/// Meters that push DLMS/COSEM messages through their customer port (IEC 62056-5-3 data-notification, IEC 62056-46
/// HDLC, EN 13757 M-Bus), in clear or in general global ciphering.
///
/// Invariant: a message is used whole or not at all; a value without a unit is none, unless its list is known.
@NullMarked
package io.polymeter.link.han;

import org.jspecify.annotations.NullMarked;
