/// A throw-away protocol, as CONTRIBUTING.md has it in step 2 of "Add a protocol".
@NullMarked
package io.polymeter.link.dice;

import org.jspecify.annotations.NullMarked;
