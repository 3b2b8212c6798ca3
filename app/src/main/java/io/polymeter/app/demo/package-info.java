/// The demonstration: a simulated house, Polymeter in its middle, and what a person sees of it in a terminal.
@NullMarked
package io.polymeter.app.demo;

import org.jspecify.annotations.NullMarked;
