/// Consumers that regulate: laws with numbers, which are data, and the batteries that they move. What a consumer does
/// on values is simulated here, and how far it is from swinging is predicted; no value is ever changed.
@NullMarked
package io.polymeter.regulation;

import org.jspecify.annotations.NullMarked;
