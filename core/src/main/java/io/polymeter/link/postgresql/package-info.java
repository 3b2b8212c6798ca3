/// Measured values of every second, written to a PostgreSQL database.
///
/// Invariant: a second is written once; what is dropped is counted.
@NullMarked
package io.polymeter.link.postgresql;

import org.jspecify.annotations.NullMarked;
