/// The settings of each kind of source and output: one record per key, with its own checks.
@NullMarked
package io.polymeter.config.kind;

import org.jspecify.annotations.NullMarked;
