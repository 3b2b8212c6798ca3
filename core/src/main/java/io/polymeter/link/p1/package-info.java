/// Meters with a P1 port: "Dutch Smart Meter Requirements" (DSMR) 2 to 5, ESMR 5, eMUCS-P1 (Belgium), SE P1
/// (Sweden), and the ciphered form of Luxembourg ("P1 Port Specification", Luxmetering) and Austria.
///
/// Invariant: a telegram with a checksum is used if it is right, one without if each of its lines is.
@NullMarked
package io.polymeter.link.p1;

import org.jspecify.annotations.NullMarked;
