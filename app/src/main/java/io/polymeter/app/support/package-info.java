/// One archive for a bug report.
@NullMarked
package io.polymeter.app.support;

import org.jspecify.annotations.NullMarked;
