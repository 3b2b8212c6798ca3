/// The page in a real browser, and the API behind it.
@NullMarked
package io.polymeter.lab.interop.page;

import org.jspecify.annotations.NullMarked;
