/// Who reads a meter: the devices that people own, as data: what they expect, how they ask, and what becomes of
/// them when they are told nothing. An output names one, and gets what it needs.
@NullMarked
package io.polymeter.consumer;

import org.jspecify.annotations.NullMarked;
