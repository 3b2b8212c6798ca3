/// SunSpec: walks a device's chain of models, and makes plain registers of it.
///
/// Invariant: what comes out is spans and rows like any other; a value and its scale factor are of one model, read
/// whole.
@NullMarked
package io.polymeter.sunspec;

import org.jspecify.annotations.NullMarked;
