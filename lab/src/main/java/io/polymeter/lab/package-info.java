/// The laboratory: not shipped. Whatever simulates, measures or examines Polymeter starts here.
@NullMarked
package io.polymeter.lab;

import org.jspecify.annotations.NullMarked;
