/// What is wrong with a meter's wiring and settings, told from minutes of its values. What was not excited enough
/// is not judged.
@NullMarked
package io.polymeter.commission;

import org.jspecify.annotations.NullMarked;
