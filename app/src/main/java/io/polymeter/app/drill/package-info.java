/// Drills: cuts the source of an output on the running system, and signs what was observed.
@NullMarked
package io.polymeter.app.drill;

import org.jspecify.annotations.NullMarked;
