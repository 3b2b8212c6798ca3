/// What is measured: a closed vocabulary of points with unit, sign, OBIS code and SunSpec name, and samples of
/// them.
///
/// Sign convention, once and everywhere: active power is positive when energy flows from the grid into the site
/// (import) and negative when it flows out; a producing inverter's own power is positive when it produces.
///
/// Invariant: a value has a unit and a sign; a sample has one instant of the monotonic clock; absent is not zero.
@NullMarked
package io.polymeter.point;

import org.jspecify.annotations.NullMarked;
