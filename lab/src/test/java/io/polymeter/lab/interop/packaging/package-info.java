/// The packages as they are installed.
@NullMarked
package io.polymeter.lab.interop.packaging;

import org.jspecify.annotations.NullMarked;
