/// Sentences for people: a code, an English template with places, and what stands in them.
@NullMarked
package io.polymeter.message;

import org.jspecify.annotations.NullMarked;
