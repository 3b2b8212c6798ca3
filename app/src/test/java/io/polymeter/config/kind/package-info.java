/// The settings of a throw-away protocol, as CONTRIBUTING.md has them in step 1 of "Add a protocol".
@NullMarked
package io.polymeter.config;

import org.jspecify.annotations.NullMarked;
