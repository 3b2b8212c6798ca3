/// Many sites: the program of the fleet.
@NullMarked
package io.polymeter.fleet;

import org.jspecify.annotations.NullMarked;
