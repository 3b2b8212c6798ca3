/// Outputs that look like a device without registers: what they have in common, whatever they speak.
///
/// Invariant: an answer is made from one state of the meter; where its power is not fresh, nobody is told a number.
@NullMarked
package io.polymeter.link.face;

import org.jspecify.annotations.NullMarked;
