/// What several threads use at once, checked for every result being one that some order of the calls would give
/// (Lincheck).
@NullMarked
package io.polymeter.lab.concurrency;

import org.jspecify.annotations.NullMarked;
