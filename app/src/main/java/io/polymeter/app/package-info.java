/// Wires everything by hand; the only package that may name every other one.
@NullMarked
package io.polymeter.app;

import org.jspecify.annotations.NullMarked;
