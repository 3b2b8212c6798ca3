/// Records the Modbus traffic of the daemon for whoever may write to its state directory.
@NullMarked
package io.polymeter.app.record;

import org.jspecify.annotations.NullMarked;
