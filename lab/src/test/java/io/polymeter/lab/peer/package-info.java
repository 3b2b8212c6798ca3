/// Programs and devices that tests talk to: started, watched and ended.
@NullMarked
package io.polymeter.lab.peer;

import org.jspecify.annotations.NullMarked;
