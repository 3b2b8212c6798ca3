/// What sources that tell their values one by one (platforms, documents, topics) have in common.
///
/// Invariant: a value that is not a number in a unit of its point is absent and counted, never guessed; each value
/// keeps its own age.
@NullMarked
package io.polymeter.link.platform;

import org.jspecify.annotations.NullMarked;
