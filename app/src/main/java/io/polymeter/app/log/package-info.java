/// Log lines: one event, one line.
@NullMarked
package io.polymeter.app.log;

import org.jspecify.annotations.NullMarked;
